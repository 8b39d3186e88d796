### C1 Ma journée.

day-title = Ma journée
day-line = { $today } · { $holderless ->
        [one] { $holderless } relais sans porteur
       *[other] { $holderless } relais sans porteur
    }
day-new-contact = Nouveau contact
day-search = Chercher une personne
day-returned = Revenus vers vous
day-to-accept = Relais à accepter
day-silent = Sans nouvelles
day-waiting = Envoyés, ou en attente d’accord
day-drafts = Mes brouillons
day-more = Voir les { $n }
day-empty = Rien n’attend de réponse aujourd’hui.
day-empty-next = Les relais que vous recevez et ceux que vous envoyez viendront ici.
day-refused = { $who } a répondu non le { $day } : { $reason }
day-silent-since = { $who }, envoyé le { $sent }, pas encore de réponse
day-draft = commencé le { $day }

## Lignes des listes
someone = Une personne, { $commune }, { $age }
row-asked-by = demande de : { $who }
row-asked-on = reçue le { $day }
row-sent-to = vers : { $who }
row-open-and-answer = Voir et répondre
row-open-referral = Voir
row-other-service = Chercher ailleurs
row-ask-agreement = Demander l’accord
row-resume = Continuer
