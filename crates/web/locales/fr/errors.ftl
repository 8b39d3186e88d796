### Messages : dire quoi écrire, jamais qui a mal fait.

## Champs, par code de règle
error-text-required = Écrivez quelque chose ici.
error-text-too-long = Ce texte est trop long. Gardez l’essentiel.
error-choice-required = Choisissez une réponse.
error-choice-unknown = Cette réponse n’existe plus. Choisissez-en une dans la liste.
error-name-format = Écrivez un nom avec des lettres.
error-date-unreadable = Écrivez la date comme ceci : 12 03 1984. L’année seule suffit.
error-date-impossible = Ce jour n’existe pas au calendrier. Écrivez la date comme ceci : 12 03 1984.
error-date-future = Cette date est dans l’avenir. Écrivez une date passée.
error-date-too-old = Cette date est trop ancienne. Vérifiez l’année.
error-year-format = Écrivez l’année avec quatre chiffres, comme ceci : 1984.
error-phone-format = Écrivez le téléphone comme ceci : 06 12 34 56 78, ou +33 6 12 34 56 78.
error-email-format = Écrivez l’adresse mail comme ceci : prenom.nom@exemple.fr.
error-postcode-format = Écrivez le code postal avec cinq chiffres, comme ceci : 29200.
error-insee-format = Écrivez le code INSEE de la commune avec cinq signes, comme ceci : 29019.
error-siret-length = Un SIRET a 14 chiffres. Recopiez-le en entier.
error-siret-checksum = Ce SIRET ne tombe pas juste. Recopiez les 14 chiffres.
error-siren-length = Un SIREN a 9 chiffres. Recopiez-le en entier.
error-siren-checksum = Ce SIREN ne tombe pas juste. Recopiez les 9 chiffres.
error-language-format = Choisissez une langue de la liste.
error-credential-password = Ce texte ressemble à un mot de passe. Relais n’en garde jamais. Enlevez-le : la personne le tape elle-même.
error-credential-nir = Ce texte ressemble à un numéro de sécurité sociale. Relais n’en garde jamais. Enlevez-le : le partenaire le demandera.
error-credential-card = Ce texte ressemble à un numéro de carte bancaire. Relais n’en garde jamais. Enlevez-le.
error-credential-iban = Ce texte ressemble à un numéro de compte. Relais n’en garde jamais. Enlevez-le : la personne apporte son RIB.
error-version-conflict = Quelqu’un a modifié cette fiche entre-temps. Ce que vous avez écrit est gardé ci-dessous : relisez, puis enregistrez de nouveau.

## Champs qui ont leur propre phrase
error-query-text-required = Écrivez un nom ou un prénom.
error-family-name-text-required = Écrivez le nom de famille, ou un nom d’usage.
error-person-name-missing = Écrivez au moins un prénom ou un nom.
error-minutes-choice-required = Choisissez une durée.
error-distance-range = Choisissez une distance de la liste.
error-referral-own-service = Choisissez un service d’un autre organisme.
error-name-text-required = Écrivez le nom de l’organisme.
error-membership-choice-required = Choisissez un organisme.
error-theme-choice-required = Choisissez un thème.
error-mode-choice-required = Dites ce que vous avez fait.
error-outcome-choice-required = Dites comment cela se termine.

## Pages
error-home = Ma journée
error-400-title = Cette demande n’a pas pu être lue
error-400-text = La page était peut-être ouverte depuis longtemps. Revenez en arrière, rechargez-la et recommencez.
error-403-title = Votre rôle ne permet pas cette action
error-403-text = Un collègue qui a ce rôle peut la faire. Le référent de votre organisme peut changer un rôle.
error-404-title = Cette page n’existe pas
error-404-text = Elle n’existe pas, ou elle n’est pas visible pour votre organisme.
error-405-title = Cette adresse ne s’ouvre pas ainsi
error-405-text = Passez par les boutons de la page.
error-409-title = Quelqu’un a modifié cette page entre-temps
error-409-text = Rien n’a été écrasé. Voici ce que vous aviez écrit : regardez où en est la demande, puis recommencez si c’est encore utile.
error-409-typed = Ce que vous aviez écrit
error-413-title = Ce texte est trop long
error-413-text = Gardez l’essentiel, puis envoyez de nouveau.
error-422-title = Ce n’est pas possible maintenant
error-422-text = La demande a changé d’état. Regardez où elle en est.
error-429-title = Trop de demandes en peu de temps
error-429-text = Attendez une minute, puis recommencez. Rien n’est perdu.
error-500-title = Relais n’a pas pu finir
error-500-text = Le problème vient de nous. Rien n’a été fait à moitié. Recommencez ; si cela continue, donnez le numéro ci-dessous.
error-503-title = Relais revient bientôt
error-503-text = Le service est arrêté pour un moment. Ce qui était enregistré est gardé.

## Règles de métier
rule-referral-already-closed = Cette orientation est déjà finie.
rule-referral-not-in-state = Cette orientation a changé d’état. Regardez où elle en est.
rule-referral-not-your-side = Cette action appartient à l’autre organisme.
rule-referral-not-a-draft = Cette orientation est déjà partie. Elle ne peut plus être modifiée.
rule-referral-recipient-missing = Choisissez d’abord un service.
rule-referral-recipient-inactive = Ce service ne prend pas d’orientation en ce moment. Choisissez-en un autre.
rule-referral-documents-missing = Le service demande des papiers qui manquent encore.
rule-referral-duplicate = Une demande est déjà ouverte pour cette personne dans ce service.
rule-referral-agreement-not-valid = L’accord de la personne ne couvre pas, ou plus, cette orientation. Demandez-le de nouveau.
rule-referral-reason-not-allowed = Ce motif ne va pas avec cette action. Choisissez-en un autre.
rule-referral-review-date = Choisissez une date de suite dans les soixante jours.
rule-referral-deadline-not-reached = Le délai n’est pas encore passé.
rule-referral-reopen-too-late = Plus de trente jours ont passé. Commencez une nouvelle orientation.
rule-referral-work-begun = Le travail a commencé. Terminez l’orientation avec un résultat.
rule-referral-already-confirmed = C’est déjà confirmé.
rule-agreement-not-in-state = Cet accord a changé d’état. Regardez où il en est.
rule-agreement-not-your-side = Cet accord appartient à un autre organisme.
rule-agreement-method-not-open = Cette manière de donner son accord n’est pas encore ouverte.
rule-agreement-witness-missing = Un accord donné à l’oral demande un témoin. Écrivez son nom.
rule-agreement-purpose-missing = Il manque la raison du partage.
rule-agreement-deadline-not-reached = Le délai n’est pas encore passé.
rule-agreement-never-given = Cet accord n’a jamais été donné.
rule-agreement-already-replaced = Un autre accord a remplacé celui-ci.
rule-agreement-items-changed = La liste de ce qui est transmis a changé depuis son accord. Demandez-le de nouveau.
rule-agreement-text-changed = Le texte a changé depuis qu’il a été lu. Relisez-le avec elle.
rule-membership-own = Vous ne pouvez pas vous retirer vous-même. Un autre référent peut le faire.
rule-person-reason-needed = Donnez d’abord votre motif.
rule-invitation-not-pending = Cette invitation a déjà servi, ou elle a été reprise. Demandez-en une nouvelle.
rule-invitation-run-out = Cette invitation est trop ancienne. Demandez-en une nouvelle.
