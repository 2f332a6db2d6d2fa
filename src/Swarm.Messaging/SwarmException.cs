namespace Swarm.Messaging;

/// <summary>Root of the product's exceptions: something is wrong with the set-up or the surroundings, not with a task.</summary>
public abstract class SwarmException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the same call may succeed later without anybody changing anything.</summary>
    public abstract bool Transient { get; }
}
