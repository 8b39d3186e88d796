### C5 Relais reçus et envoyés, fiche d’une orientation.

inbox-title = Relais reçus
inbox-lead = Vous voyez le besoin, jamais le nom avant d’accepter.
inbox-filter = Filtrer les relais reçus
inbox-to-answer = À répondre
inbox-under-way = En cours
inbox-ended = Terminés
inbox-empty = Aucun relais dans cette liste.
sent-title = Relais envoyés
sent-lead = Tant que le partenaire n’a pas accepté, c’est vous qui portez la demande.
sent-filter = Filtrer les relais envoyés
sent-open = En cours
sent-returned = Revenus vers vous
sent-ended = Terminés
sent-empty = Aucun relais dans cette liste.

## La fiche
sheet-title = Orientation { $number }
sheet-title-ended = Orientation { $number }
sheet-received-from = orientation reçue · { $who }
sheet-sent-to = orientation envoyée · { $who }
sheet-answer-before = { $state } · réponse attendue avant le { $day }
sheet-recipient-before-acceptance = Ce que vous voyez avant d’accepter
sheet-recipient-agreed = Ce que la personne a accepté de vous transmettre
sheet-recipient-ended = Cette orientation est finie
sheet-sender-before-acceptance = Ce que le partenaire voit avant d’accepter
sheet-sender-agreed = Ce que le partenaire voit
sheet-sender-ended = Cette orientation est finie
sheet-after-acceptance = Si vous acceptez, vous verrez aussi : { $items }, jusqu’au { $until }.
sheet-agreement = La personne a donné son accord le { $day }, { $method }. Elle peut le retirer à tout moment.
sheet-visible-until = Visible jusqu’au { $until }, ou jusqu’à ce que la personne retire son accord.
sheet-holder-sender = Vous portez la demande jusqu’à ce que le partenaire accepte.
sheet-reason = Motif : { $reason }. { $text }
sheet-back-with-you = Le besoin est de nouveau chez vous. Vous pouvez chercher un autre service pour le même besoin.
sheet-nothing-left = La personne a retiré son accord. Plus rien d’elle n’est visible ici.
sheet-open-person = Ouvrir sa fiche
fact-need = Besoin
fact-where = Où
fact-age = Âge
fact-languages = Langues
fact-reach = Pour la joindre
fact-availability = Disponibilités

act-accept = Accepter
act-acknowledge = Dire que c’est bien reçu
act-start = Noter le premier contact
act-complete = Terminer
act-reject = Refuser avec un motif
act-cancel = Annuler la demande
act-withdraw = La personne arrête le partage
act-other-service = Chercher un autre service
act-resume = Continuer le brouillon
act-receipt = Papier pour la personne

## L’histoire, en mots
history = L’histoire
history-at = { $moment }.
history-by = { $moment }, par { $who }.
history-written = Écrite par { $who }
history-consent-given = Accord de la personne
history-method = Donné { $method }.
history-paper = Papier remis.
history-requested = Arrivée dans la boîte : { $who }
history-expires = Sans réponse le { $day }, la demande s’arrête et revient à l’envoyeur.
history-accepted = Acceptée : { $who }
history-rejected = Réponse non de { $who } : { $reason }
history-withdrawn = La personne a retiré son accord

## Actes qui posent une question d’abord
reject-title = Pourquoi ce n’est pas possible
reject-lead = L’envoyeur reçoit votre motif et peut chercher un autre service. La personne n’attend pas pour rien.
reject-reason = Votre motif
reject-denied-by = De qui vient cette réponse ?
reject-text = Un mot pour l’envoyeur
reject-text-hint = Par exemple : prochaine place en mai. Rien sur la personne.
reject-waiting-list = Proposer la liste d’attente
reject-send = Envoyer la réponse
denied-by-service = Du service
denied-by-person = De la personne
error-reason-choice-required = Choisissez un motif.
error-denied-by-choice-required = Dites de qui vient la réponse.
complete-title = Comment cela se termine
complete-lead = L’envoyeur voit ce résultat, sans vos notes. L’orientation est alors finie.
complete-outcome = Résultat
complete-send = Terminer l’orientation
cancel-title = Annuler la demande
cancel-lead = Le partenaire ne voit plus rien de la personne. Le besoin revient chez vous.
cancel-reason = Pourquoi annuler ?
cancel-send = Annuler la demande
cancel-keep = Garder la demande
withdraw-title = La personne arrête le partage
withdraw-lead = { $who } ne verra plus rien d’elle, tout de suite. Elle n’a pas à dire pourquoi.
withdraw-channel = Comment l’a-t-elle dit ?
withdraw-send = Arrêter le partage
withdraw-after = Un papier le confirme. Son accompagnement ici continue.
error-channel-choice-required = Dites comment elle l’a dit.
withdrawn-by-counter = ici, au guichet
withdrawn-by-phone = par téléphone
withdrawn-by-letter = par lettre

## Résultats et motifs
outcome-helped = Aide apportée
outcome-partly-helped = Aide partielle
outcome-no-help-available = Pas d’aide disponible
outcome-not-reachable = Personne non joignable
outcome-no-show = Ne s’est pas présentée
outcome-no-longer-wanted = Ne souhaite plus
outcome-referred-elsewhere = Réorientée
outcome-eligible-pending = Droit ouvert, en attente
cancel-consent-refused = la personne a dit non
cancel-consent-not-given = pas de réponse de la personne
cancel-solved-otherwise = le besoin est réglé autrement
cancel-person-prefers-otherwise = la personne préfère une autre voie
cancel-wrong-service = ce n’est pas le bon service
cancel-duplicate = la même demande existe déjà
cancel-other = autre raison

## Ce qui vient de se passer
flash-accepted = C’est accepté. Vous portez maintenant la demande.
flash-acknowledged = L’envoyeur sait que c’est bien reçu.
flash-started = Premier contact noté. L’envoyeur le sait.
flash-rejected = Votre réponse est partie, avec le motif.
flash-completed = L’orientation est terminée. L’envoyeur connaît le résultat.
flash-cancelled = La demande est annulée. Le besoin est chez vous.
flash-withdrawn = Le partage est arrêté.
flash-changed-meanwhile = Cette orientation a changé entre-temps. Voici où elle en est.
