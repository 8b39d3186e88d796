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
mail-expired = L’orientation { $number } n’a pas eu de réponse à temps. La personne compte de nouveau sur vous.
mail-hold-lapsed = L’orientation { $number } est restée en attente trop longtemps. Regardez où elle en est.
mail-completed = L’orientation { $number } est terminée. Votre partenaire dit dans Relais ce qui en est sorti.
mail-withdrawn-sender = La personne a retiré son accord pour l’orientation { $number }. Le partage est arrêté.
mail-withdrawn-recipient = La personne a retiré son accord pour l’orientation { $number }. Arrêtez ce qui est en cours : vous ne voyez plus rien d’elle.
mail-cancelled = Votre partenaire rappelle l’orientation { $number }. Dites dans Relais que c’est arrêté.
mail-no-contact = L’orientation { $number } est acceptée, mais la personne n’a pas encore été rencontrée.
mail-escalated = L’orientation { $number } attend une réponse de votre équipe. Sans réponse avant le { $day }, elle se termine.
mail-arrived = Il y a du nouveau dans votre boîte de réception.
