namespace Swarm.Messaging.Client.Agents.Effects;

/// <summary>The effect was not begun: whoever wanted to may not be the one who may.</summary>
internal sealed class LeaseExpiredException : Exception;
