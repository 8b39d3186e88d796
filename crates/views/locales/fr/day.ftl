### C1 Ma journée.

day-title = Ma journée
day-line = { $today } · { $n ->
        [0] aucun contact enregistré aujourd’hui
        [one] { $n } contact enregistré aujourd’hui
       *[other] { $n } contacts enregistrés aujourd’hui
    }
day-news = Nouvelles
day-fresh = { $n ->
        [one] { $n } nouvelle, le { $moment }
       *[other] { $n } nouvelles, la dernière le { $moment }
    }
day-news-older = { $n ->
        [one] Une nouvelle plus ancienne
       *[other] { $n } nouvelles plus anciennes
    }
day-news-later = { $n ->
        [one] Et une autre : elle viendra ici quand celles-ci seront vues.
       *[other] Et { $n } autres : elles viendront ici quand celles-ci seront vues.
    }
day-news-seen = Vu
day-working = Pris en charge ici
day-new-contact = Nouveau contact
day-search = Chercher une personne
day-returned = Revenus vers vous
day-to-confirm = À confirmer : le travail est arrêté
day-to-accept = Relais à accepter
day-silent = Sans nouvelles
day-waiting = Envoyés, ou en attente d’accord
day-drafts = Mes brouillons
day-more = { $n ->
        [one] Et un autre : voir tout
       *[other] Et { $n } autres : voir tout
    }
day-empty = Rien n’attend de réponse aujourd’hui.
day-empty-next = Les relais que vous recevez et ceux que vous envoyez viendront ici.
day-empty-contacts = Après chaque passage à l’accueil, notez un nouveau contact.
day-refused = réponse non le { $day }, de : { $who }. Motif : { $reason }
day-silent-since = { $who }, envoyé le { $sent }, pas encore de réponse
day-draft = commencé le { $day }

## Lignes des listes
someone = Une personne, { $commune }, { $age }
row-asked-by = demande de : { $who }
row-called-back-on = annulée le { $day }
row-confirm-stopped = Voir et confirmer
row-asked-on = reçue le { $day }
row-yours = entre vos mains
row-in-hands-of = entre les mains de { $who }
row-free = à prendre
row-sent-on = envoyée le { $day }
row-changed-on = modifié le { $day }
commune-unknown = commune non dite
row-sent-to = vers : { $who }
row-open-and-answer = Voir et répondre
row-open-referral = Voir
row-open-inbox = Voir ce qui vous reste
row-other-service = Chercher ailleurs
row-ask-agreement = Demander l’accord
row-resume = Continuer

## Nouvelles d’un partenaire
news-submitted = Nouvelle orientation { $number }, de : { $who }
news-consent-given = Nouvelle orientation { $number }, de : { $who }
news-consent-refused = La personne a dit non : { $number }
news-consent-lapsed = Pas de réponse de la personne : { $number }
news-acknowledged = Bien reçue, { $number } : { $who }
news-accepted = Acceptée, { $number } : { $who }
news-rejected = Réponse non, { $number } : { $who }
news-held = Mise en attente, { $number } : { $who }
news-resumed = Reprise, { $number } : { $who }
news-started = Premier contact, { $number } : { $who }
news-completed = Terminée, { $number } : { $who }
news-cancelled = Annulée, { $number } : { $who }
news-cancel-confirmed = Arrêt confirmé, { $number } : { $who }
news-consent-withdrawn = La personne a retiré son accord : { $number }
news-expired = Sans réponse dans le délai : { $number }
news-hold-lapsed = L’attente a trop duré : { $number }
news-reopened = Rouverte, { $number } : { $who }
news-marked-error = { $number } a été créée par erreur
news-ground-ended = Annulée, votre accord avec la personne a pris fin : { $number }
news-agreement-ended = L’accord de la personne est fini : { $number }, { $who }
news-acknowledge-late = Accusé de réception attendu : { $number }, de : { $who }
news-reminder-1 = Réponse attendue : { $number }, de : { $who }
news-reminder-2 = Réponse toujours attendue : { $number }, de : { $who }
news-reminder-3 = Dernier rappel avant la fin du délai : { $number }, de : { $who }
news-escalated = Sans réponse depuis trois semaines : { $number }, { $who }
news-hold-review = À revoir aujourd’hui, comme prévu : { $number }
news-nudged = Acceptée, et pas encore de premier contact : { $number }
news-no-contact = Acceptée depuis un mois, sans premier contact : { $number }, { $who }
news-person-answered = La personne a donné son avis : { $number }
news-sender-answered = Résultat vu de l’envoyeur, { $number } : { $who }
