namespace Swarm.Messaging.Cli.Demo;

/// <summary>The story did not go as it should.</summary>
internal sealed class StoryException(string message) : SwarmException(message)
{
    public override bool Transient => false;
}
