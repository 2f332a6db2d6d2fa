namespace Swarm.Messaging.Execution;

/// <summary>Whether this host may take new work.</summary>
internal sealed class HostPressure
{
    private volatile bool full;

    public bool IsFull
    {
        get => full;
        set => full = value;
    }
}
