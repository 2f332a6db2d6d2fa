using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Swarm.Messaging.Control;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Control;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Integration.Tests.Wasm.Recovery;
using Swarm.Messaging.Tests.Wasm.Pool;
using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Integration.Tests.Wasm.Pool;

/// <summary>A host with a pool on a real Redis, and a plain client that listens; the instances have no guests, so that they come and go as a test wants.</summary>
internal sealed class PoolHost : IAsyncDisposable
{
    public const string Status = "swarm:phase-5:wasm-status";
    public const string Control = "swarm:phase-5:instance-control";

    private readonly SpineHost host;
    private readonly StoreRedis redis;

    private PoolHost(SpineHost host, StoreRedis redis, string prefix, FakeEngine engine, ChannelEar ear) =>
        (this.host, this.redis, Prefix, Engine, Ear) = (host, redis, prefix, engine, ear);

    public string Prefix { get; }

    public FakeEngine Engine { get; }

    public ChannelEar Ear { get; }

    public InstancePool Pool => Get<InstancePool>();

    public string HostId => Get<HostIdentity>().HostId;

    public IDatabase Database => redis.Connection.GetDatabase();

    public static async Task<PoolHost> StartAsync(
        StoreRedis redis, Action<WasmPoolOptions> change, string? prefix = null, string? key = ControlTexts.Key)
    {
        prefix ??= $"p{Guid.NewGuid():N}";
        var engine = new FakeEngine();
        var ear = await new ChannelEar(redis.Connection, prefix).ListenAsync(Status, Control);
        var host = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", prefix, configure: services =>
        {
            services.AddSingleton<IInstanceEngine>(engine);
            services.Configure(change);
            services.Configure<ControlOptions>(o => o.Key = key);
        });
        var started = new PoolHost(host, redis, prefix, engine, ear);
        await started.Pool.SettledAsync();
        return started;
    }

    public T Get<T>()
        where T : notnull => host.Get<T>();

    public InstanceSlot Take(string fileType = "rs") => Ask(fileType).Slot.GetAwaiter().GetResult()!;

    public PoolTicket Ask(string fileType = "rs", int rank = 10) => Pool.Acquire(fileType, "analyze", rank, default);

    public async Task<JsonElement?> FieldAsync(string key, string field) =>
        await Database.HashGetAsync($"{Prefix}:{key}", field) is { IsNull: false } value ? JsonElement.Parse((string)value!) : null;

    public async Task<JsonElement> DocumentAsync(string key) => JsonElement.Parse((string)(await Database.StringGetAsync($"{Prefix}:{key}"))!);

    public async ValueTask DisposeAsync() => await host.DisposeAsync();
}
