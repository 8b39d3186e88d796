### Personnes : recherche, fiche d’accueil, identité.

persons-title = Personnes
persons-lead = Les personnes que votre organisme accompagne. Vous ne voyez jamais celles des autres.
persons-search = Nom ou prénom
persons-search-hint = Le début suffit. Les accents ne comptent pas. Le numéro d’une orientation va aussi.
search = Chercher
persons-found =
    { $n ->
        [0] Aucune personne trouvée
        [one] { $n } personne trouvée
       *[other] { $n } personnes trouvées
    }
persons-recent = Derniers contacts
persons-nothing = Votre organisme ne connaît personne sous ce nom. Essayez avec un autre mot, ou créez la fiche.
persons-empty = Aucune fiche encore. La première viendra d’un accueil ou d’un relais accepté.
person-new = Nouvelle personne
person-new-after-contact = après un contact
person-seen = dernier contact le { $day }
person-born-in = naissance : { $year }
person-born = naissance : { $birth }
person-open-referrals =
    { $n ->
        [one] { $n } relais ouvert
       *[other] { $n } relais ouverts
    }
row-open-person = Ouvrir la fiche

## Formulaire
person-edit-title = Modifier la fiche
person-edit-what = la fiche
person-form-lead = D’abord comment l’accueillir, ensuite qui elle est. Un champ vide vaut mieux qu’une réponse devinée.
person-reception = Pour l’accueillir
person-identity = Qui est-elle ?
person-identity-lead = Seulement ce qu’elle veut bien dire, et ce qui sert.
person-never = Relais ne garde ni mot de passe, ni numéro de sécurité sociale, ni numéro de carte ou de compte.
choose = Choisir
field-languages = Langues parlées
field-interpreter = Un interprète est utile
field-reading = Elle préfère
field-channel = Pour la joindre
field-safe-hours = Moments sûrs pour appeler
field-safe-hours-hint = Par exemple : le matin, ne pas laisser de message.
field-do-not-write = Ne pas écrire
field-do-not-write-hint = Ni courrier, ni mail, ni SMS : quelqu’un d’autre pourrait les lire.
field-protection = Mesure de protection
field-protection-hint = Seulement si elle, ou la personne qui la protège, le dit.
field-given-name = Prénom
field-family-name = Nom
field-birth = Date ou année de naissance
field-birth-hint = Par exemple : 12 03 1984, ou 1984.
field-phone = Téléphone
field-phone-hint = Par exemple : 06 12 34 56 78.
field-email = Adresse mail
field-address = Adresse
field-address-hint = Rue et numéro, ou domiciliation.
field-postcode = Code postal
field-commune = Commune

reading-reads = lire
reading-prefers-listening = écouter
reading-prefers-explanation = qu’on lui explique
reach-phone = par téléphone
reach-sms = par SMS
reach-mail = par mail
reach-post = par courrier
reach-in-person = en personne
reach-none = on ne la joint pas, elle revient
protection-none = aucune
protection-sauvegarde = sauvegarde de justice
protection-curatelle = curatelle
protection-tutelle = tutelle
protection-habilitation = habilitation familiale
protection-unknown = on ne sait pas
ground-own-reception = rencontre à l’accueil
ground-accepted-referral = relais accepté
ground-mandate = mandat
ground-care-team = équipe d’accompagnement

## Doublons
duplicates-title = Est-ce la même personne ?
duplicates-lead = Votre organisme suit déjà quelqu’un qui lui ressemble.
duplicates-other-text = Si c’est bien une autre personne, sa fiche est créée avec ce que vous venez d’écrire.
duplicates-same = C’est cette personne
duplicates-other = C’est une autre personne

## Fiche
person-title = Fiche : { $name }
person-since = suivi depuis le { $day } · { $ground }
person-refer = Passer le relais
person-note-contact = Noter un contact
person-referrals = Relais
person-no-referral = Aucun relais pour le moment.
person-sent-on = envoyée le { $day }
person-contact = Contact : { $theme }
flash-person-saved = Fiche enregistrée.
person-do-not-write = Ne pas écrire : ni courrier, ni mail, ni SMS.
person-protected = Mesure de protection : { $measure }. Demandez qui doit être présent.
person-opened-for-reason = Cette lecture et son motif sont visibles par la personne.
person-reception-only = Votre rôle ouvre la fiche d’accueil. Pour la suite, un travailleur social ou un médiateur prend le relais.

## Motif demandé au référent
reason-title = Pourquoi ouvrir cette fiche ?
reason-lead = Votre motif est inscrit au journal, pour la personne. Il ne s’efface pas.
reason-field = Votre motif
reading-reason-supervision = je suis le travail de l’équipe
reading-reason-absence-cover = un collègue est absent
reading-reason-complaint = je réponds à une réclamation
reading-reason-person-request = la personne me le demande
reading-reason-quality-review = je relis la qualité des fiches
reason-open = Ouvrir la fiche
