namespace Swarm.Messaging.Crm.Browser;

/// <summary>The service has ended the session: log in again.</summary>
internal sealed class LoggedOutException() : Exception("The service asks to log in again.");
