namespace Swarm.Messaging.Crm.Operations;

/// <summary>What the task says does not fit where a template would put it.</summary>
internal class UnfitValueException(string message) : Exception(message);
