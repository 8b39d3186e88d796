### Les listes fermées : un libellé par code, le même partout.

## Rôles
role-receptionist = agent d’accueil
role-social-worker = travailleur social
role-digital-mediator = médiateur numérique
role-manager = référent
role-volunteer = bénévole
role-network-admin = animateur du réseau
role-dpo = délégué à la protection des données

## Tranches d’âge
age-under-16 = moins de 16 ans
age-16-25 = 16-25 ans
age-26-39 = 26-39 ans
age-40-59 = 40-59 ans
age-60-74 = 60-74 ans
age-75-plus = 75 ans et plus
age-unknown = âge non renseigné

## États d’une orientation
state-draft = Brouillon
state-awaiting-consent = En attente d’accord
state-requested = Envoyée
state-received = Reçue
state-on-hold = En attente
state-accepted = Acceptée
state-in-progress = Prise en charge
state-completed = Terminée
state-rejected = Refusée, avec un motif
state-cancelled = Annulée
state-consent-withdrawn = Accord retiré
state-expired = Sans réponse
state-entered-in-error = Créée par erreur

## Motifs d’un refus
reject-person-not-reachable = la personne n’a pas pu être jointe
reject-person-absent = la personne n’est pas venue
reject-person-unavailable-work = la personne travaille à ce moment-là
reject-person-unavailable-training = la personne est en formation
reject-not-eligible = la situation n’entre pas dans nos conditions
reject-out-of-area = la personne habite hors de notre secteur
reject-not-mobile = la personne ne peut pas venir jusqu’à nous
reject-not-interested = la personne ne le souhaite pas
reject-other-barrier = un autre obstacle passe d’abord
reject-no-capacity = plus de place pour le moment
reject-duplicate = la même demande existe déjà
reject-wrong-service = ce n’est pas le bon service
reject-missing-documents = il manque des papiers
reject-other = autre raison

## Manière dont un accord est donné
method-paper = sur papier, signé
method-spoken-with-witness = à l’oral, devant un témoin

## Ce qui peut être transmis
item-identity = Nom et prénom
item-phone = Téléphone
item-email = Adresse mail
item-address = Adresse
item-birth = Date de naissance
item-language = Langues
item-reception-card = Fiche d’accueil
item-situation = Situation
item-digital-autonomy = Autonomie numérique
item-notes = Notes

## Les dix thèmes
theme-none = Thème non précisé
theme-papiers = Papiers
theme-famille = Famille
theme-social = Social
theme-travail = Travail
theme-logement = Logement
theme-transports = Transports
theme-argent = Argent
theme-justice = Justice
theme-etranger = Étrangers
theme-loisirs = Loisirs
theme-papiers-sub = Carte d’identité, passeport, domicile
theme-famille-sub = Caf, naissance, école, séparation
theme-social-sub = Santé, RSA, handicap, grand âge
theme-travail-sub = France Travail, formation, retraite
theme-logement-sub = HLM, APL, DALO, impayés
theme-transports-sub = Permis, carte grise, tarif réduit
theme-argent-sub = Impôts, budget, surendettement
theme-justice-sub = Aide juridictionnelle, plainte
theme-etranger-sub = Titre de séjour, nationalité
theme-loisirs-sub = Sport, culture, vacances, numérique
