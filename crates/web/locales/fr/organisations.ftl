### Organismes, membres, invitations.

organisation-title = Organisme : { $name }
organisation-edit-title = Coordonnées : { $name }
organisation-back = Retour à l’organisme
organisation-switch = Changer d’organisme
organisation-about = Coordonnées
organisation-kind = Type
organisation-siret = SIRET
organisation-services-title = Services
organisation-no-service = Aucun service enregistré.
organisation-members-title = Membres
organisation-invitations-title = Invitations en attente
flash-organisation-saved = Coordonnées enregistrées.
organisation-services =
    { $n ->
        [0] aucun service
        [one] { $n } service
       *[other] { $n } services
    }
organisation-members =
    { $n ->
        [0] aucun membre
        [one] { $n } membre
       *[other] { $n } membres
    }
organisations-lead =
    { $n ->
        [0] Aucun organisme
        [one] { $n } organisme dans le réseau
       *[other] { $n } organismes dans le réseau
    }
organisations-empty = Les organismes s’ajoutent par import.
member-since = depuis le { $day }
member-end = Retirer
flash-member-ended = Cette personne n’a plus accès à l’organisme.
invitation-until = valable jusqu’au { $day }
invitation-end = Reprendre
flash-invitation-ended = L’invitation est reprise.
invite-title = Inviter un collègue
invite-lead = Il se connecte avec son identité professionnelle. Relais ne lui donne pas de mot de passe.
invite-email = Adresse mail professionnelle
invite-email-hint = Le lien n’est valable que pour cette adresse.
invite-role = Son rôle
invite-send = Créer l’invitation
error-email-text-required = Écrivez l’adresse mail de votre collègue.
error-role-choice-required = Choisissez un rôle.
invited-title = Invitation créée
invited-lead = Pour { $email }, valable jusqu’au { $until }.
invited-once = Ce lien n’est montré qu’une fois. Copiez-le maintenant et envoyez-le à votre collègue.
invited-copy = Copier le lien
invited-copied = Le lien est copié.
invited-done = C’est fait
accept-title = Invitation : { $name }
accept-role = Rôle proposé : { $role }.
accept-sign-in = Connectez-vous avec votre identité professionnelle, puis ouvrez ce lien de nouveau.
accept-invitation = Rejoindre
flash-joined = Bienvenue. Vous travaillez maintenant pour cet organisme.

kind-ccas = CCAS
kind-caf = Caf
kind-mission-locale = mission locale
