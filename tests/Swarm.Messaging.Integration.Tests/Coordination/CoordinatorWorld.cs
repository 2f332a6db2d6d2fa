using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Control;
using Swarm.Messaging.Coordination;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Channels;
using Swarm.Messaging.Integration.Tests.Control;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.Coordination;

/// <summary>A host that runs code tasks as a test wants them, and somebody outside who listens.</summary>
internal sealed class CoordinatorWorld : IAsyncDisposable
{
    private CoordinatorWorld(SpineHost host, PlainSubscriber outside, string prefix) => (Host, Outside, Prefix) = (host, outside, prefix);

    public SpineHost Host { get; }

    public PlainSubscriber Outside { get; }

    public string Prefix { get; }

    public CoordinatorMonitor Monitor => Host.Get<CoordinatorMonitor>();

    public IAlertStore Alerts => Host.Get<IAlertStore>();

    public static async Task<CoordinatorWorld> StartAsync(int port, string? prefix = null, Action<IServiceCollection>? configure = null)
    {
        prefix ??= $"k{Guid.NewGuid():N}";
        var outside = await PlainSubscriber.StartAsync(port, prefix);

        // As if another host did it for ever: only a test looks.
        await outside.Database.StringSetAsync($"{prefix}:swarm-messaging:{{coordinator}}:claim:monitoring", 1);
        return new(await SpineHost.StartAsync($"127.0.0.1:{port}", prefix, configure: services =>
        {
            services.AddSingleton<ITaskExecutor>(new CodeWork());
            services.Configure<ControlOptions>(o => o.Key = ControlTexts.Key);

            // What a test lets run for ever does not hold up its end.
            services.Configure<ExecutionOptions>(o => o.DrainTimeout = TimeSpan.FromMilliseconds(100));
            configure?.Invoke(services);
        }), outside, prefix);
    }

    public async Task SubmitAsync(string id, string payload = CodeWork.Fine, string operation = "analyze") =>
        // Nowhere else: what fails there for good has failed.
        (await Host.SubmitAsync(new SubmitTask
        {
            TaskId = id, Client = "acme", Kind = "code", Operation = operation, Payload = JsonElement.Parse(payload), Requires = ["wasm"],
        }))
        .Accepted.ShouldNotBeNull();

    public Task<CoordinatorTotals> TotalsAsync() => Host.Get<ICoordinatorStore>().ReadAsync(default);

    public Task CountedAsync(long waiting, long running, long successful, long failed) => Eventually.HoldsAsync(
        async () => await TotalsAsync() is var t && (t.Waiting, t.Running, t.Successful, t.Failed, t.Total) == (waiting, running, successful, failed, waiting + running + successful + failed),
        $"{waiting} wait, {running} run, {successful} succeeded, {failed} failed");

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Outside.DisposeAsync();
    }
}
