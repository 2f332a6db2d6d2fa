namespace Swarm.Messaging.Worker.Wire;

/// <summary>The other side does not keep to the protocol: nothing after this point can be understood.</summary>
public sealed class FrameException(string message, Exception? inner = null) : Exception(message, inner);
