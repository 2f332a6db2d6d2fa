using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>A host that dies right after one of its commits for workflows, and another one that goes on with what it has left.</summary>
internal sealed class DoomedHost
{
    /// <summary>Longer than a lease, a claim and the outbox's age.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(16);

    private readonly string prefix = $"f{Guid.NewGuid():N}";
    private readonly StoreClock clock = new();
    private readonly FaultInjector faults = new();
    private readonly int redisPort;

    private DoomedHost(int redisPort) => this.redisPort = redisPort;

    public WorkflowHost Host { get; private set; } = null!;

    public static async Task<DoomedHost> StartAsync(int redisPort)
    {
        var doomed = new DoomedHost(redisPort);
        doomed.Host = await doomed.OpenAsync(services => services.AddFaults(doomed.faults));
        return doomed;
    }

    /// <summary>Runs it again and dies with that commit.</summary>
    /// <returns>The other host.</returns>
    public async Task<WorkflowHost> RerunAndDieAsync(string executionId, int commit)
    {
        var seen = 0;
        faults.After = (name, argument, _) => name == nameof(ISagaStore.CommitAsync)
            && argument is SagaCommit { Key.Type: WorkflowDefinition.TypeName } && Interlocked.Increment(ref seen) == commit;
        // Answers nothing any more once the host is dead.
        _ = Host.Commands.RerunAsync(new RerunFrom { ExecutionId = executionId }, null, CancellationToken.None);
        await faults.DiedAsync();
        clock.Advance(Later);
        return await OpenAsync(_ => { });
    }

    private Task<WorkflowHost> OpenAsync(Action<IServiceCollection> configure) => WorkflowHost.StartAsync(redisPort, prefix, services =>
    {
        services.AddSingleton(clock);
        services.Configure<WorkflowOptions>(o => o.AllowedHosts = "127.0.0.1");
        configure(services);
    });
}
