namespace Swarm.Messaging.Client.Agents;

/// <summary>Which handler does what; made when the agent starts.</summary>
internal sealed class AgentHandlers(SwarmAgentOptions options, IServiceProvider services)
{
    private readonly Dictionary<(string Kind, string Operation), ISwarmAgentHandler> made =
        options.Handlers.ToDictionary(h => h.Key, h => h.Value(services));

    /// <summary>Null when there is none.</summary>
    public ISwarmAgentHandler? Find(string kind, string operation) =>
        made.GetValueOrDefault((kind, operation)) ?? made.GetValueOrDefault((kind, "*"));
}
