namespace Swarm.Messaging.Agents;

/// <summary>
/// Who the agents are, when they were last heard of and how well they do, the same for all hosts. Every change is one script; times are
/// the store's.
/// </summary>
public interface IAgentStore
{
    /// <summary>Makes an agent known, or changes what it says of itself; counts as a sign of life. What an operator or the breaker decided stays.</summary>
    /// <param name="most">Known agents at a time.</param>
    /// <returns>Changed: it was not known. Null: there are as many agents as may be.</returns>
    Task<AgentChange?> RegisterAsync(AgentDefinition agent, int most, CancellationToken cancellation);

    /// <summary>Makes an agent's id an instance's for a time, unless it is another's; counts anew from every call. Who removes the agent ends it.</summary>
    /// <returns>False: it is another's, and stays so.</returns>
    Task<bool> HoldAsync(string agentId, string instance, TimeSpan time, CancellationToken cancellation);

    /// <summary>A sign of life.</summary>
    /// <returns>Changed: it was inactive and is back. Null: it is not known.</returns>
    Task<AgentChange?> SeenAsync(string agentId, CancellationToken cancellation);

    /// <summary>Changes what an agent says of itself, unless somebody else did meanwhile.</summary>
    /// <returns>Changed: it did. Null: it is not known.</returns>
    Task<AgentChange?> ReviseAsync(AgentDefinition before, AgentDefinition after, CancellationToken cancellation);

    /// <summary>Makes words known that tasks ask agents for. One that nobody has asked for in 60 days is forgotten.</summary>
    /// <param name="most">Known words at a time.</param>
    /// <returns>Those that were not known; null: there are as many as may be, and none of them was taken.</returns>
    Task<IReadOnlyList<string>?> NeedAsync(IReadOnlyCollection<string> words, int most, CancellationToken cancellation);

    Task<IReadOnlyList<string>> NeededAsync(CancellationToken cancellation);

    Task<AgentState?> GetAsync(string agentId, CancellationToken cancellation);

    /// <summary>By id.</summary>
    Task<IReadOnlyList<AgentState>> ListAsync(CancellationToken cancellation);

    /// <summary>Active agents that have been silent for longer.</summary>
    Task<IReadOnlyList<string>> SilentAsync(TimeSpan silence, int limit, CancellationToken cancellation);

    /// <summary>Marks an agent inactive if it is still silent.</summary>
    /// <returns>Null: it was marked before, is heard of again, or is gone.</returns>
    Task<AgentState?> TakeOfflineAsync(string agentId, TimeSpan silence, CancellationToken cancellation);

    /// <returns>The agent as it was; null when it was not known.</returns>
    Task<AgentState?> RemoveAsync(string agentId, CancellationToken cancellation);

    /// <summary>Forgets agents that have been inactive for longer.</summary>
    /// <returns>Their ids.</returns>
    Task<IReadOnlyList<string>> ForgetAsync(TimeSpan inactive, int limit, CancellationToken cancellation);

    /// <summary>No new work for an agent, or work again.</summary>
    /// <returns>Null when it is not known.</returns>
    Task<AgentChange?> DrainAsync(string agentId, AgentDrain drain, CancellationToken cancellation);

    /// <summary>Counts an end and moves the breaker by it.</summary>
    /// <returns>Changed: the breaker moved. Null when no such agent is known.</returns>
    Task<AgentChange?> CountAsync(AgentOutcome outcome, AgentOptions limits, CancellationToken cancellation);

    /// <summary>Breakers whose rest is over become half-open.</summary>
    /// <returns>Their agents; of many hosts each is told to one.</returns>
    Task<IReadOnlyList<AgentState>> ProbeDueAsync(int limit, CancellationToken cancellation);

    /// <summary>Closes the breaker and forgets recent failures.</summary>
    /// <returns>Changed: it was not closed. Null when it is not known.</returns>
    Task<AgentChange?> ResetBreakerAsync(string agentId, CancellationToken cancellation);
}
