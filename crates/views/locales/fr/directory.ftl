### C6 Trouver un partenaire.

partners-title = Trouver un partenaire
partners-lead = Les services du réseau, du plus proche au plus loin.
partners-name = Nom ou mot
partners-theme = Thème
partners-commune = Autour de
partners-within = Distance
partners-any-theme = Tous les thèmes
partners-any-commune = Tout le réseau
partners-any-distance = Toutes
within-km = { $n } km
partners-found =
    { $n ->
        [0] Aucun service trouvé
        [one] { $n } service
       *[other] { $n } services
    }
partners-found-more = { $n } services, et d’autres page suivante
partners-nothing = Aucun service ne correspond à cette recherche.
partners-nothing-next = Essayez avec moins de mots ou plus loin. Un besoin sans réponse mérite d’être noté : il montre ce qui manque.
checked-on = vérifié le { $day }
capacity-open = Places disponibles
capacity-limited = Peu de places
capacity-waiting-list = Liste d’attente
capacity-closed = Complet
capacity-assessment-first = Entretien d’abord
service-title = { $name }, { $organisation }
service-about = Ce que fait ce service
service-audience = Pour qui
service-conditions = Conditions
service-answer = Délai habituel de réponse
service-answer-days =
    { $n ->
        [one] { $n } jour
       *[other] { $n } jours
    }
service-place = Voir le lieu
service-refer = Passer le relais à ce service
service-closed = Ce service ne prend pas d’orientation en ce moment.
place-title = Lieu : { $name }
place-where = Où et quand
place-hours = Horaires
place-summary = En bref
partners-places = Lieux alentour
partners-places-lead = Membres du réseau ou non. On peut y aller ; on n’y envoie pas d’orientation.
place-services = Services sur place
place-source = Source : { $source }. Donnée du { $day }.
print = Imprimer
