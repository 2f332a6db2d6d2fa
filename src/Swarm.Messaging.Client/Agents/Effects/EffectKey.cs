namespace Swarm.Messaging.Client.Agents.Effects;

/// <summary>What an effect outside is known by.</summary>
/// <param name="Client">Whose effect it is: keys of different clients never meet.</param>
/// <param name="Key">The task's idempotency key, the same on every attempt; a task without one: its id.</param>
public readonly record struct EffectKey(string Client, string Key)
{
    public static EffectKey Of(AgentTask task) => new(task.Client, task.IdempotencyKey ?? task.TaskId);
}
