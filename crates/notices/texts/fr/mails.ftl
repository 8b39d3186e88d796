### Mails aux professionnels. Ni le nom de la personne, ni son besoin, ni la nature d’un organisme : un mail se lit
### par-dessus une épaule. Les objets sont fixes.

mail-hello = Bonjour,
mail-open = Ouvrez-la dans Relais :
mail-open-inbox = Ouvrez-la dans Relais :
mail-no-reply = Ne répondez pas à ce message : personne ne le lit.
mail-why-author = Vous recevez ce message parce que vous avez écrit cette orientation, ou parce que vous remplacez qui l’a écrite.
mail-why-answer = Vous recevez ce message parce que vous répondez aux orientations de votre organisme.
mail-why-manager = Vous recevez ce message parce que vous êtes référent de votre organisme.
mail-why-mailbox = Vous recevez ce message parce que cette adresse est celle de votre organisme dans Relais.

mail-subject-answer = Relais : une réponse vous attend
mail-subject-returned = Relais : une orientation revient vers vous
mail-subject-stopped = Relais : une orientation s’arrête
mail-subject-slow = Relais : une orientation est à suivre
mail-subject-team = Relais : une orientation attend votre équipe
mail-subject-inbox = Relais : il y a du nouveau dans votre boîte de réception

mail-accepted = Votre partenaire a dit oui à l’orientation { $number }.
mail-rejected = Votre partenaire a dit non à l’orientation { $number }. Sa raison est dans Relais, avec d’autres pistes.
mail-held-information = Votre partenaire a une question sur l’orientation { $number }. Il attend votre réponse pour continuer.
mail-held-person = L’orientation { $number } attend quelque chose de la personne. Votre partenaire dit quoi dans Relais.
mail-held-waiting = L’orientation { $number } est en attente chez votre partenaire. Il dit dans Relais pourquoi, et jusqu’à quand.
mail-reopened = Votre partenaire reprend l’orientation { $number }.
mail-resumed = Votre partenaire a répondu pour l’orientation { $number }. Elle vous attend de nouveau.
mail-ground-ended = L’orientation { $number } est annulée : vous n’avez plus l’accord sous lequel vous connaissiez la personne.
mail-agreement-ended-sender = L’accord de la personne est fini pour l’orientation { $number }. Redemandez-le-lui si l’aide continue.
mail-agreement-ended-recipient = L’accord de la personne est fini pour l’orientation { $number } : vous ne voyez plus rien d’elle. Voyez avec votre partenaire.
mail-marked-error = L’orientation { $number } avait été créée par erreur. Arrêtez ce qui est en cours : vous ne voyez plus rien d’elle.
mail-open-day = Votre journée dans Relais :
mail-expired = L’orientation { $number } n’a pas eu de réponse à temps. La personne compte de nouveau sur vous.
mail-hold-lapsed = L’orientation { $number } est restée en attente trop longtemps. Regardez où elle en est.
mail-completed = L’orientation { $number } est terminée. Votre partenaire dit dans Relais ce qui en est sorti.
mail-withdrawn-sender = La personne a retiré son accord pour l’orientation { $number }. Le partage est arrêté.
mail-withdrawn-recipient = La personne a retiré son accord pour l’orientation { $number }. Arrêtez ce qui est en cours : vous ne voyez plus rien d’elle.
mail-cancelled = Votre partenaire rappelle l’orientation { $number }. Dites dans Relais que c’est arrêté.
mail-no-contact = L’orientation { $number } est acceptée, mais la personne n’a pas encore été rencontrée.
mail-escalated = L’orientation { $number } attend une réponse de votre équipe. Sans réponse avant le { $day }, elle se termine.
mail-arrived = Il y a du nouveau dans votre boîte de réception.

### Le rendez-vous de la semaine : un seul mail pour tout ce qui attend.

mail-subject-digest = Relais : ce qui attend une réponse de vous
mail-open-digest = Votre boîte de réception :
mail-why-digest = Vous recevez ce message une fois par semaine au plus, quand quelque chose vous attend depuis trois jours.
digest-waiting =
    { $n ->
        [one] Une orientation vous attend :
       *[other] { $n } orientations vous attendent :
    }
digest-more =
    { $n ->
        [one] Et une autre, dans votre boîte de réception.
       *[other] Et { $n } autres, dans votre boîte de réception.
    }
digest-to-open = - { $number } : à ouvrir. Elle est arrivée le { $since }. Réponse promise avant le { $day }.
digest-to-answer = - { $number } : à répondre avant le { $day }.
digest-no-contact = - { $number } : acceptée le { $since }. La personne attend un premier contact.
digest-to-confirm = - { $number } : rappelée le { $since }. Votre partenaire attend que vous confirmiez l’arrêt.
digest-on-hold = - { $number } : en attente. Vous vouliez la regarder le { $review }.
digest-question = - { $number } : votre partenaire attend votre réponse depuis le { $since }.
