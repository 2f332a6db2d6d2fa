using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Control;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Wasm.Recovery;
using Swarm.Messaging.Wasm.Recovery.History;
using Swarm.Messaging.Wasm.Recovery.Instances;

namespace Swarm.Messaging.Integration.Tests.Wasm.Recovery;

/// <summary>A host on a real Redis, told by the test what happens to tasks.</summary>
internal sealed class RecoveryWorld : IAsyncDisposable
{
    private readonly SpineHost host;

    private RecoveryWorld(SpineHost host, string prefix) => (this.host, Prefix) = (host, prefix);

    public string Prefix { get; }

    public EngineInstances Instances => (EngineInstances)host.Get<IInstanceControl>();

    public RecoveryRunner Runner => host.Get<RecoveryRunner>();

    public FailureDesk Desk => host.Get<FailureDesk>();

    public ISharedDocuments Documents => host.Get<ISharedDocuments>();

    public T Get<T>()
        where T : notnull => host.Get<T>();

    public static async Task<RecoveryWorld> StartAsync(StoreRedis redis, string? prefix = null, Action<IServiceCollection>? configure = null, bool realPool = false)
    {
        prefix ??= $"r{Guid.NewGuid():N}";
        var host = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", prefix, configure: services =>
        {
            if (!realPool)
                services.RemoveAll<IInstanceControl>().AddSingleton<IInstanceControl, EngineInstances>();
            services.Configure<ControlOptions>(o => o.Key = "the key of all hosts of this test, long enough");
            configure?.Invoke(services);
        });
        return new RecoveryWorld(host, prefix);
    }

    /// <summary>As the commits of this host's sagas tell it.</summary>
    public void Tell(params TaskEvent[] events) =>
        host.Get<RecoveryWatch>().Observe([.. events.Select(e => e with { Kind = "code", Operation = "analyze", Client = "acme" })]);

    public Task<RecoveryReport> PrepareAsync(string taskId, int attempt, RecoveryOrder order, string payload = """{"content":"x"}""") =>
        Runner.PrepareAsync(new RecoveryContext(taskId, attempt, order, Encoding.UTF8.GetBytes(payload)), CancellationToken.None);

    public RecoveryOrder Order(string errorType, int attempt = 1, string? instanceId = null, int rank = 10) =>
        host.Get<IRecoveryLadder>().Next(new TaskError(errorType, "", InstanceId: instanceId), attempt - 1, rank, new())!;

    public async Task<RecoveryFigures> FiguresAsync() => (await host.Get<RecoverySnapshots>().ReadAsync(CancellationToken.None)).Figures;

    public async Task<JsonElement> DocumentAsync(string key) =>
        await Documents.GetAsync(key, CancellationToken.None) is { } json ? JsonElement.Parse(json.Span) : default;

    public Task CountsAsync(Func<RecoveryFigures, bool> condition, string what) =>
        Eventually.HoldsAsync(async () => condition(await FiguresAsync()), what);

    public async ValueTask DisposeAsync() => await host.DisposeAsync();
}
