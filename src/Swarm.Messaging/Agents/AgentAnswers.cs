using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Agents;

/// <summary>Answers to commands about agents.</summary>
internal static class AgentAnswers
{
    public static AgentChanged Changed(string command, AgentState agent, bool changed) => new()
    {
        Command = command, AgentId = agent.AgentId, Status = agent.Status, Breaker = agent.Breaker, Changed = changed,
    };

    public static CommandRejected NotFound(string command, string agentId) => new()
    {
        Command = command,
        Code = "not_found",
        Message = $"There is no agent {agentId}. It never registered, was removed, or was inactive for so long that it was forgotten.",
    };

    public static CommandRejected NameTaken(string agentId, string type) => new()
    {
        Command = nameof(RegisterAgent),
        Code = "id_conflict",
        Message = $"RegisterAgent was refused and changed nothing: {agentId} is the name of a {type} that takes work already. Choose another agentId.",
        Violations = [new FieldViolation("agentId", agentId, "A name that no other target has.", "id_conflict")],
    };

    public static CommandRejected InUse(string command, string agentId, TimeSpan lease) => new()
    {
        Command = command,
        Code = "agent_in_use",
        Message = $"{command} was refused and changed nothing: another process is the agent {agentId} and was heard of within the last {lease.TotalSeconds:0.###} s. Stop that one, or start this one with an id of its own.",
        Violations = [new FieldViolation("agentId", agentId, "An id that no other process uses.", "agent_in_use")],
    };

    public static CommandRejected TooMany(string agentId, int most) => new()
    {
        Command = nameof(RegisterAgent),
        Code = "too_many_agents",
        Message = $"RegisterAgent was refused and changed nothing: {most} agents are known and no more may be. Remove some, or raise Agents:MaxAgents.",
        Violations = [new FieldViolation("agentId", agentId, $"At most {most} agents.", "too_many_agents")],
    };
}
