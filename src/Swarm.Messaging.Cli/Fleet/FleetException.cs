namespace Swarm.Messaging.Cli.Fleet;

/// <summary>A process of a fleet did not do what it was started for.</summary>
internal sealed class FleetException(string message) : SwarmException(message)
{
    public override bool Transient => false;
}
