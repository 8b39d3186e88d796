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
