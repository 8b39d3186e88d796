### Messages courts à la personne. Un prénom, un jour, un numéro à appeler : jamais le besoin, jamais le nom ni la nature
### d’un organisme, jamais de lien. Lettres de l’alphabet GSM : apostrophe droite, ni « ni ’ ni ê ni ô ni û ni ç.

text-hello = { $name }, { $sentence }
text-hello-nameless = Bonjour, { $sentence }
text-sent = votre demande est partie. Vous aurez une réponse avant le { $day }.
text-accepted = c'est oui pour votre demande. Quelqu'un va prendre contact avec vous.
text-rejected = le service a dit non pour votre demande. On cherche autre chose avec vous.
text-expired = votre demande est restée sans réponse. On cherche autre chose avec vous.
text-completed = votre demande est terminée. Dites-nous si cela a été utile.
text-call = Une question ? Appelez le { $phone }
text-come = Une question ? Passez nous voir.
