namespace Swarm.Messaging.Crm.Commands;

/// <summary>The agent cannot work with its journal of effects.</summary>
internal sealed class JournalException(string message, Exception? inner = null) : Exception(message, inner);
