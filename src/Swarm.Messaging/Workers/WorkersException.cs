namespace Swarm.Messaging.Workers;

/// <summary>The pool of worker processes cannot run as it is set up.</summary>
public sealed class WorkersException(string message, Exception? inner = null) : SwarmException(message, inner)
{
    public override bool Transient => false;
}
