### C2 Nouveau contact.

contact-title = Nouveau contact
contact-title-followed = personne suivie
contact-lead = { $place }. Aucun nom n’est demandé.
contact-lead-person = Avec { $name }, { $place }.
contact-said = Ce que dit la personne
contact-said-hint = Avec ses mots. Pas de mot de passe, pas de numéro de sécurité sociale, de carte ou de compte.
contact-theme = De quoi s’agit-il ?
contact-mode = Qu’avez-vous fait ?
contact-posture = Comment ?
contact-outcome = Et maintenant ?
contact-channel = Le contact se fait
contact-minutes = Combien de temps ?
contact-follow-up = Créer ensuite la fiche de la personne, pour passer le relais
contact-follow-up-hint = Seulement si elle le souhaite.
contact-save = Enregistrer le contact
flash-contact-saved = Contact enregistré.

## Codes
mode-informed = Informé
mode-referred = Orienté
mode-helped = Aidé
mode-accompanied = Accompagné
posture-alone = Elle fait seule
posture-with = Nous faisons ensemble
posture-for = Je fais à sa place
contact-outcome-solved = C’est réglé
contact-outcome-appointment = Rendez-vous pris
contact-outcome-referred = Orientation à faire
contact-outcome-no-solution = Pas de solution trouvée
channel-desk = au guichet
channel-phone = par téléphone
channel-written = par écrit
channel-home-visit = nous allons chez elle
channel-outreach = hors les murs
minutes-5 = 5 minutes
minutes-10 = 10 minutes
minutes-20 = 20 minutes
minutes-40 = 40 minutes ou plus
