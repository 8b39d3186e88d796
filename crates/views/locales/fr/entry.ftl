### Avant d’entrer : accueil, connexion, choix de l’organisme.

landing-title = Passer le relais
landing-heading = Passer le relais, et savoir que la personne est bien arrivée.
landing-lead = Les organismes du territoire accompagnent une personne ensemble, avec son accord. Chaque demande a toujours un porteur.
landing-send = Vous orientez
landing-send-text = Vous écrivez le besoin, la personne choisit ce qui est transmis, le partenaire répond avant une date connue de tous.
landing-receive = Vous recevez
landing-receive-text = Vous voyez le besoin avant le nom. Vous acceptez, ou vous dites pourquoi ce n’est pas possible.
landing-person = La personne décide
landing-person-text = Elle dit oui ou non, pour chaque partenaire et chaque information. Elle peut arrêter quand elle veut.
landing-password = Relais ne garde jamais de mot de passe, et n’en demande jamais à personne.
sign-in = Se connecter
home-page = Page d’accueil

sign-in-error-title = La connexion n’a pas abouti
sign-in-expired = Trop de temps a passé, ou la page a été ouverte dans un autre navigateur. Recommencez depuis le début.
sign-in-denied = Le service d’identité a répondu non à cette demande. Recommencez, ou parlez-en au référent de votre organisme.
sign-in-unavailable = Le service d’identité ne répond pas pour le moment. Réessayez dans quelques minutes.
sign-in-untrusted = La réponse du service d’identité n’a pas pu être vérifiée. Par prudence, nous l’avons laissée de côté.
sign-in-safe = Rien n’a été modifié.
sign-in-again = Recommencer la connexion
request-id = Numéro de cette demande, à donner à l’assistance : { $id }
signed-out-title = Vous êtes déconnecté
signed-out-text = Votre travail est enregistré. Sur un poste partagé, fermez aussi la fenêtre du navigateur.

memberships-title = Où travaillez-vous maintenant ?
memberships-lead = Vous voyez ce que cet organisme peut voir. Vous pouvez changer à tout moment.
memberships-field = Vos organismes
memberships-choose = Entrer
no-membership-title = Il manque une invitation
no-membership-known = Votre compte est reconnu : { $name }. Aucun organisme ne vous a encore invité.
no-membership-ask = Demandez au référent de votre organisme de vous envoyer une invitation. Ouvrez ensuite le lien reçu.

verify-title = Vérifier un mandat
verify-lead = Le papier du mandat porte un numéro et un code. Cette page dit si le mandat existe, et s’il vaut maintenant.
verify-number-field = Numéro du mandat
verify-number-hint = Par exemple : M-7F3K-90TZ
verify-code-field = Code de vérification
verify-code-hint = Six lettres ou chiffres, sous le numéro.
verify-ask = Vérifier
verify-found = Ce mandat existe
verify-in-force = En cours
verify-state-active = Hors de ses dates
verify-state-suspended = En pause
verify-state-expired = Terminé
verify-state-fulfilled = Terminé (démarche finie)
verify-state-revoked = Arrêté par la personne
verify-state-renounced = Rendu par l’organisme
verify-state-superseded = Remplacé
verify-state-invalidated = Annulé
verify-number = Numéro
verify-from = Depuis le
verify-until = Jusqu’au
verify-ended = Fin
verify-things = Ce qui peut être fait
verify-nothing-more = Relais ne dit ici ni qui a donné ce mandat, ni à qui.
