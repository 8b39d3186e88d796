### Organismes, membres, invitations.

organisation-title = Organisme : { $name }
organisation-edit-title = Coordonnées : { $name }
organisation-back = Retour à l’organisme
organisation-switch = Changer d’organisme
organisation-about = Coordonnées
organisation-name = Nom
organisation-kind = Type
organisation-siret = SIRET
organisation-services-title = Services
organisation-no-service = Aucun service enregistré.
organisation-members-title = Membres
organisation-invitations-title = Invitations en attente
flash-organisation-saved = Coordonnées enregistrées.
organisation-members =
    { $n ->
        [0] aucun membre
        [one] { $n } membre
       *[other] { $n } membres
    }
organisations-lead = Les organismes du réseau, par ordre alphabétique.
organisations-empty = Les organismes s’ajoutent par import.
member-since = depuis le { $day }
member-end = Retirer
member-end-title = Retirer de l’organisme : { $name }
member-end-lead = Son accès s’arrête tout de suite. Ce qui a été écrit reste dans l’organisme. Pour revenir, il faudra une nouvelle invitation.
member-end-send = Retirer l’accès
member-end-keep = Garder l’accès
flash-member-ended = Cette personne n’a plus accès à l’organisme.
invitation-until = valable jusqu’au { $day }
invitation-end = Reprendre
flash-invitation-ended = L’invitation est reprise.
invite-title = Inviter un collègue
invite-lead = Il se connecte avec son identité professionnelle. Relais ne lui donne pas de mot de passe.
invite-email = Adresse mail professionnelle
invite-email-hint = Pour savoir qui est invité. Le lien sert une seule fois : ne le donnez qu’à cette personne.
invite-role = Son rôle
invite-send = Créer l’invitation
error-email-text-required = Écrivez l’adresse mail de votre collègue.
error-role-choice-required = Choisissez un rôle.
invited-title = Invitation créée
invited-lead = Pour { $email }, valable jusqu’au { $until }.
invited-once = Ce lien n’est montré qu’une fois. Copiez-le maintenant et envoyez-le à votre collègue.
invited-replaces = Il remplace le lien précédent pour cette adresse, qui ne marche plus.
invited-copy = Copier le lien
invited-copied = Le lien est copié.
invited-done = C’est fait
accept-title = Invitation : { $name }
accept-for = Cette invitation est pour : { $email }. Si ce n’est pas vous, ne l’acceptez pas.
accept-role = Rôle proposé : { $role }.
accept-same-role = Vous avez déjà ce rôle dans cet organisme. Accepter n’y change rien.
accept-other-role = Votre rôle aujourd’hui : { $role }. On a un seul rôle par organisme : si vous acceptez, le rôle proposé le remplace.
accept-sign-in = Connectez-vous avec votre identité professionnelle, puis ouvrez ce lien de nouveau.
accept-invitation = Rejoindre
flash-joined = Bienvenue. Vous travaillez maintenant pour cet organisme.

kind-ccas = CCAS
kind-cias = CIAS
kind-mairie = mairie
kind-epci = intercommunalité
kind-departement = département
kind-caf = Caf
kind-cpam = assurance maladie
kind-carsat = assurance retraite
kind-msa = MSA
kind-france-travail = France Travail
kind-mission-locale = mission locale
kind-prefecture = préfecture
kind-france-services = maison France services
kind-mdph = MDPH
kind-pmi = PMI
kind-clic = point d’information des aînés
kind-finances-publiques = finances publiques
kind-justice = justice
kind-logement = logement
kind-centre-social = centre social
kind-mediation-numerique = médiation numérique
kind-library = bibliothèque
kind-association = association
kind-other = autre organisme
