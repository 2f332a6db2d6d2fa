using System.Collections.Concurrent;
using Swarm.Messaging.Cli.Fleet;
using Swarm.Messaging.Client.Agents;

namespace Swarm.Messaging.Cli.Demo;

/// <summary>The agents of all swarms: they do a task at once, but for one that is to be under way when a host dies.</summary>
internal sealed class DemoAgents : IAsyncDisposable
{
    /// <summary>Begins the ids of tasks that wait for <see cref="Finish"/>.</summary>
    public const string Long = "long-";

    private readonly FleetAgents agents;
    private readonly ConcurrentQueue<(string TaskId, string AgentId)> begun = new();
    private readonly TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DemoAgents(FleetAgents agents) => this.agents = agents;

    /// <summary>Every execution, in its order.</summary>
    public IReadOnlyCollection<(string TaskId, string AgentId)> Begun => begun;

    public static async Task<DemoAgents> StartAsync(HostFleet fleet, CancellationToken cancellation)
    {
        var all = new DemoAgents(await FleetAgents.StartAsync(fleet, cancellation).ConfigureAwait(false));
        try
        {
            foreach (var swarm in DemoSwarm.All)
            {
                foreach (var id in swarm.AgentIds)
                    await all.agents.AddAsync(id, [swarm.Id], slots: 1, (task, stop) => all.WorkAsync(id, task, stop), cancellation).ConfigureAwait(false);
            }

            return all;
        }
        catch
        {
            await all.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What is under way may end.</summary>
    public void Finish() => finish.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Finish();
        await agents.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<AgentResult> WorkAsync(string agent, AgentTask task, CancellationToken cancellation)
    {
        begun.Enqueue((task.TaskId, agent));
        if (task.TaskId.StartsWith(Long, StringComparison.Ordinal))
            await finish.Task.WaitAsync(cancellation).ConfigureAwait(false);
        return AgentResult.Ok(new { by = agent });
    }
}
