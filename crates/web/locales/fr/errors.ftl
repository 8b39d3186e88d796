### Messages des champs : dire quoi écrire.

error-text-required = Remplissez ce champ.
error-family-name-text-required = Écrivez le nom de famille, ou un nom d’usage.
