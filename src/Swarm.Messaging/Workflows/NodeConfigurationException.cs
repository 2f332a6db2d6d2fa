namespace Swarm.Messaging.Workflows;

/// <summary>What a node was told cannot be made into work, once the values of its run are known. Running it again would not help.</summary>
/// <param name="type">Stable snake-case name.</param>
internal sealed class NodeConfigurationException(string type, string message, Exception? inner = null) : SwarmException(message, inner)
{
    public string Type => type;

    public override bool Transient => false;
}
