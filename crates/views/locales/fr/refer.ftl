### C4 Passer le relais.

draft-title = Nouvelle orientation
draft-heading = Passer le relais : { $who }
draft-lead = Rien ne part avant l’accord de la personne.
draft-saved = Ce que vous écrivez est enregistré à chaque étape. Vous pouvez revenir plus tard.
draft-cancel = Abandonner ce brouillon
draft-said-no = La personne a dit non. C’est noté. Vous pouvez changer ce qui est transmis ou le service, ou continuer sans orientation.
draft-no-service = Service à choisir
draft-items-changed = Ce qui est transmis a changé depuis son accord. Demandez-le de nouveau.
task-need = Dire le besoin
task-service = Choisir un service
task-items = Choisir ce qui est transmis
task-agreement = Demander l’accord de la personne
task-check = Relire et envoyer
task-done = Terminé
task-to-do = À faire
task-waiting = Attend la personne
task-cannot-start = Ne peut pas commencer
task-said-no = A dit non
task-items-chosen =
    { $n ->
        [0] rien de plus que la fiche réduite
        [one] { $n } information
       *[other] { $n } informations
    }

need-title = Quel est le besoin ?
need-need = Le besoin, en une phrase
need-need-hint = Le partenaire la lit avant d’accepter. Aucun nom, rien qui permette de reconnaître la personne.
need-theme = Le thème
need-situation = Sa situation, avec ses mots
need-situation-hint = Le partenaire la lit après avoir accepté, et seulement si elle est d’accord.
need-availability = Quand est-elle disponible ?
need-availability-hint = Par exemple : le matin, sauf le mercredi.
error-need-text-required = Écrivez le besoin en une phrase.

service-step-title = Quel service peut aider ?
service-step-choose = Les services trouvés
error-service-choice-required = Choisissez un service.

items-title = Que transmettez-vous ?
items-question = Si le partenaire accepte, il verra aussi
items-hint = Cochez seulement ce qui sert. La personne dira oui ou non à cette liste.
error-items-choice-required = Cochez au moins ce qui permet de la joindre.
preview-title = Voici ce que verra : { $who }
preview-before = Avant d’accepter
preview-after = Après avoir accepté, si elle dit oui
preview-nothing = Rien de plus pour le moment.

agreement-title = Demander son accord
agreement-read = À lire ensemble
agreement-version = Texte { $version } · orientation { $number }
agreement-print = Imprimer ce texte
agreement-prefers = Elle préfère : { $how }.
agreement-before = Avant de répondre
agreement-before-read = Lisez le texte à voix haute.
agreement-before-again = Demandez-lui de le redire avec ses mots.
agreement-before-paper = Remettez-lui le papier.
agreement-signed-at = Où le papier a-t-il été signé ?
agreement-voice = Qui donne l’accord ?
agreement-voice-hint = Sa fiche note une mesure de protection : son oui seul ne suffit pas. Un non suffit toujours.
voice-guardian = Son tuteur ou sa tutrice, avec elle
voice-curator-assisted = Elle, aidée par son curateur ou sa curatrice
voice-mandated-helper = La personne que le juge a habilitée, avec elle
agreement-secrecy = Elle accepte aussi que ces professionnels se parlent à son sujet
agreement-method = Comment répond-elle ?
agreement-witness = Nom du témoin
agreement-witness-hint = À l’oral seulement : une personne qui n’a pas rempli cette page.
agreement-answer = Sa réponse
agreement-save = Enregistrer sa réponse
agreement-no-is-fine = Oui ou non, l’accompagnement continue.
agreement-paper-who = Je m’appelle : { $who }
agreement-paper-answer = Ma réponse : ☐ oui ☐ non. Pour se parler de moi : ☐ oui ☐ non
agreement-paper-day = Le { $day }
agreement-paper-person = Signature de la personne
agreement-paper-witness = Signature de l’agent ou du témoin
agreed-paper = Elle signe le papier
agreed-spoken-with-witness = Elle le dit devant un témoin
answer-yes = Oui
answer-no = Non
error-method-choice-required = Dites comment elle répond.
error-witness-agreement-witness-missing = Écrivez le nom du témoin qui a entendu sa réponse.
error-witness-agreement-witness-is-person = C’est son propre nom. Le témoin est une autre personne qu’elle. Écrivez son nom.
error-witness-agreement-witness-is-agent = Le témoin est une autre personne que vous. Écrivez son nom.
error-answer-choice-required = Choisissez sa réponse : oui ou non.
flash-said-yes = Son oui est enregistré.
flash-said-no = C’est noté. On continue sans transmettre.

check-title = Relire avant d’envoyer
check-need = Le besoin
check-service = Le service
check-items = Ce qui est transmis
check-agreement = Son accord
check-recipient = Envoyé à
check-answer = Sa réponse
check-method = Donnée
check-until = Valable jusqu’au
check-next = Ce qui se passe ensuite
check-next-answer =
    { $n ->
        [one] Le partenaire a un jour pour dire qu’il a bien reçu, week-end et jours fériés compris.
       *[other] Le partenaire a { $n } jours pour dire qu’il a bien reçu, week-ends et jours fériés compris.
    }
check-next-remind = Sans réponse à temps, votre journée le montre : vous relancez le partenaire.
check-next-expire = Vous pouvez annuler à tout moment, et demander ailleurs.
check-next-holder = Jusque-là, c’est vous qui portez la demande.
check-send = Envoyer : { $who }
check-blocked-role = Votre rôle prépare la demande. Un travailleur social ou un médiateur l’envoie.
check-blocked-agreement = L’accord de la personne manque, ou ne couvre plus cette liste. Demandez-le de nouveau.

receipt-title = Papier pour la personne
receipt-heading = Votre demande est partie : { $who }
receipt-for = Pour { $name }, le { $day }
receipt-on = Le { $day }
receipt-print = Imprimer
receipt-asked = Ce qui a été demandé
receipt-asked-text = Qui a demandé de l’aide pour vous : { $sender }. Qui répond : { $recipient }.
receipt-answer = Au plus tard le { $day }, ce service dit s’il a bien reçu la demande : { $recipient }. Sans réponse le { $end }, la demande s’arrête. Appelez alors : { $sender }.
receipt-number = Numéro à donner au téléphone :
receipt-sees = Ce que ce service peut voir : { $who }
receipt-until = Jusqu’au { $day } au plus tard. Après, c’est fini tout seul.
receipt-secrecy-yes = Ces professionnels peuvent se parler de vous.
receipt-secrecy-no = Ces professionnels ne se parlent pas de vous, en dehors de cette demande.
receipt-stop = Vous voulez arrêter ?
receipt-stop-text = Dites-le, sans expliquer. L’aide continue.
receipt-who = Qui appeler
receipt-address = Pas de téléphone connu. Passez à l’accueil avec ce papier : { $address }.
receipt-come = Pas de téléphone connu. Passez à l’accueil avec ce papier.
receipt-password = Ne donnez jamais votre mot de passe. Personne ne doit vous le demander. Même nous.
flash-sent = C’est envoyé. Le partenaire est prévenu.
flash-draft-started = Le brouillon est commencé. Rien ne part avant son accord.
withdraw-counter = au guichet, ici ou chez le partenaire
withdraw-phone = par téléphone
withdraw-letter = par lettre
withdraw-page = sur votre page
withdraw-sms = par SMS

## Le papier après un retrait
withdrawal-title = Confirmation : le partage est arrêté
withdrawal-heading = Le partage est arrêté : { $who }
withdrawal-what = Ce que vous avez décidé
withdrawal-since = Depuis le { $moment } : cet organisme ne voit plus rien de vous dans cette demande. C’est : { $who }.
withdrawal-decided = Vous avez retiré votre accord le { $moment }. Avant ce jour, cet organisme ne voyait déjà plus rien. Ce qu’il gardait encore est effacé.
withdrawal-by = Cet organisme vous aide toujours, et garde ce qu’il a écrit : { $who }.
withdrawal-shared = Ce qui était partagé avant
withdrawal-period = Jusqu’au { $moment }, ce service pouvait voir :
withdrawal-reduced = Depuis le { $since } : votre besoin, votre commune, votre âge à peu près, vos langues. Et aussi : quand et comment vous parler.
withdrawal-agreed = Depuis qu’il a dit oui, le { $day } : { $items }.
withdrawal-not-accepted = Rien d’autre : ce service n’avait pas dit oui. Il n’a vu ni votre nom, ni votre téléphone, ni votre adresse.
withdrawal-kept = Ce que cet organisme garde : { $who }
withdrawal-kept-law = Seulement ce que la loi lui demande de garder :
withdrawal-kept-received = qu’une demande est arrivée, et son numéro ;
withdrawal-kept-dates = les dates, et comment elle a fini : « { $state } » ;
withdrawal-kept-readers = la liste de qui a lu cette demande, et quand.
withdrawal-kept-nothing = Rien de ce que disait la demande : ni votre nom, ni votre besoin. Ce que vous lui avez dit ailleurs reste chez lui.
withdrawal-ask = À qui demander

# The letter for whoever has no phone.
letter-title = Lettre pour la personne
letter-lead = À imprimer et à mettre dans une enveloppe à fenêtre. La lettre ne dit rien de son besoin.
letter-print = Imprimer la lettre
letter-do-not-write = Cette personne a demandé qu’on ne lui écrive pas. Dites-le-lui quand elle vient.
letter-no-address = Le nom ou l’adresse manque. Complétez la fiche de la personne, puis revenez ici.
letter-day = Le { $day }
letter-heading = Où en est votre demande
letter-hello = Bonjour,
letter-asked = Le { $day }, nous avons demandé de l’aide pour vous. Nous avons écrit à ce service : { $who }.
letter-history = Ce qui s’est passé
happened = Le { $day }, { $what }.
happened-acknowledged = ce service a lu votre demande
happened-accepted = ce service a dit oui
happened-rejected = ce service a dit non
happened-held = votre demande a dû attendre
happened-resumed = ce service a repris votre demande
happened-started = ce service a commencé avec vous
happened-completed = ce service a fini son travail
happened-cancelled = nous avons arrêté cette demande
happened-cancel-confirmed = ce service a arrêté son travail
happened-expired = ce service n’avait pas répondu
happened-hold-lapsed = votre demande avait trop attendu
happened-reopened = nous avons repris votre demande
happened-redirected = nous avons demandé à un autre service
happened-person-answered = vous avez donné votre avis
letter-accepted = Ce service a dit oui. Il va vous aider.
letter-accepted-next = Ce service vous contacte avant le { $day }. Si personne ne vous contacte, passez nous voir.
letter-in-progress = Ce service s’occupe de votre demande.
letter-question-next = Vous avez une question ? Passez nous voir. On regarde avec vous.
letter-on-hold-information-needed = Votre demande attend. Ce service nous a posé une question. Nous allons répondre.
letter-on-hold-person-action-needed = Votre demande attend. Il manque un papier ou une réponse de vous. Passez nous voir.
letter-on-hold-waiting-list = Votre demande attend. Il n’y a pas de place tout de suite. Vous êtes sur la liste.
letter-on-hold-assessment-needed = Votre demande attend. Ce service veut d’abord mieux comprendre. Il va vous contacter.
letter-on-hold-next = Rien n’est perdu. Nous suivons votre demande avec ce service.
letter-rejected-person-not-reachable = Ce service a dit non. Il n’a pas pu vous parler. Ce n’est pas de votre faute.
letter-rejected-person-absent = Ce service a dit non. Le rendez-vous n’a pas eu lieu. Ce n’est pas de votre faute.
letter-rejected-person-unavailable-work = Ce service a dit non. Ses heures ne vont pas avec votre travail. Ce n’est pas de votre faute.
letter-rejected-person-unavailable-training = Ce service a dit non. Ses heures ne vont pas avec votre formation. Ce n’est pas de votre faute.
letter-rejected-not-eligible = Ce service a dit non. Ses règles ne vont pas avec votre situation. Ce n’est pas de votre faute.
letter-rejected-out-of-area = Ce service a dit non. Il n’aide pas là où vous habitez. Ce n’est pas de votre faute.
letter-rejected-not-mobile = Ce service a dit non. Il est trop loin de chez vous. Ce n’est pas de votre faute.
letter-rejected-not-interested = Ce service a dit non. Il pense que vous ne voulez pas de cette aide. Ce n’est pas de votre faute.
letter-rejected-other-barrier = Ce service a dit non. Un autre problème passe avant. Ce n’est pas de votre faute.
letter-rejected-no-capacity = Ce service a dit non. Il n’a plus de place pour le moment. Ce n’est pas de votre faute.
letter-rejected-duplicate = Ce service a dit non. Il a déjà la même demande pour vous. Ce n’est pas de votre faute.
letter-rejected-wrong-service = Ce service a dit non. Un autre service doit s’en occuper. Ce n’est pas de votre faute.
letter-rejected-missing-documents = Ce service a dit non. Il manque des papiers. Ce n’est pas de votre faute.
letter-rejected-other = Ce service a dit non. Nous pouvons vous dire pourquoi. Ce n’est pas de votre faute.
letter-expired = Ce service n’a pas répondu. Ce n’est pas de votre faute.
letter-other-next = Passez nous voir. Nous cherchons un autre service avec vous.
letter-cancelled = Cette demande est arrêtée.
letter-completed = Ce service a fini son travail pour vous.
letter-completed-next = Est-ce que cela vous a aidé ? Passez nous le dire. Vous pouvez dire non.
letter-stop = Vous pouvez arrêter quand vous voulez. Dites-le, sans expliquer.
