namespace Swarm.Messaging.Agents;

/// <summary>Whether an agent is kept from new work.</summary>
public enum AgentDrain
{
    No = 0,

    /// <summary>Until told otherwise.</summary>
    Lasting = 1,

    /// <summary>The agent leaves: until it registers again. Changes nothing of a lasting one.</summary>
    Leaving = 2,
}
