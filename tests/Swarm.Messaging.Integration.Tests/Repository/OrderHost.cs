using System.Collections.Concurrent;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Redis.Sagas;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Sagas.Repository;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Repository;

/// <summary>A host whose orders and tasks have ordinary saga endpoints, and a listener that keeps what arrives.</summary>
internal sealed class OrderHost : IAsyncDisposable
{
    private readonly SendStop stop = new();

    private OrderHost(SpineHost spine) => Spine = spine;

    public SpineHost Spine { get; }

    public ConcurrentQueue<(Guid MessageId, object Message)> Heard { get; } = new();

    public SendStop Stop => stop;

    public IBus Bus => Spine.Get<IBus>();

    public ISagaStore Store => Spine.Get<ISagaStore>();

    public ReplyEater Replies => (ReplyEater)Store;

    public static async Task<OrderHost> StartAsync(int port, string prefix, Uri? broker = null)
    {
        var spine = await SpineHost.StartAsync(
            $"127.0.0.1:{port}",
            prefix,
            broker,
            configure: services =>
            {
                services.AddSingleton<Messaging.Sagas.SagaDefinition<OrderSaga>, OrderDefinition>();
                services.AddScoped<TellByInjection>();
                services.AddSingleton<SagaMemory<OrderSaga>>();
                services.AddSingleton<SagaGroupHandler<OrderSaga>>();
                services.AddSingleton<SagaRunner<OrderSaga>>();
                services.AddSingleton(p => ReplyEater.Before(p.GetRequiredService<RedisSagaStore>()));
            },
            bus: x =>
            {
                x.AddSagaStateMachine<OrderMachine, OrderSaga>().SwarmRepository();
                x.AddSagaStateMachine<TaskStateMachine, TaskSaga>().SwarmRepository();
            });
        var host = new OrderHost(spine);
        host.Bus.ConnectSendObserver(host.stop);
        await host.ListenAsync();
        return host;
    }

    public async Task<Guid> SendAsync<T>(T message, Guid? messageId = null, string endpoint = "orders")
        where T : class
    {
        var id = messageId ?? NewId.NextGuid();
        var to = await Bus.GetSendEndpoint(new Uri($"queue:{endpoint}"));
        await to.Send(message, c => c.MessageId = id);
        return id;
    }

    public IRequestClient<T> Client<T>(string endpoint = "orders")
        where T : class => Bus.CreateRequestClient<T>(new Uri($"queue:{endpoint}"), TimeSpan.FromSeconds(20));

    public ConcurrentQueue<string> Tenants { get; } = new();

    /// <summary>Each message id once, as a consumer sees them that knows what it has had.</summary>
    public List<T> Messages<T>() => [.. Heard.DistinctBy(h => h.MessageId).Select(h => h.Message).OfType<T>()];

    public Task HeardAsync<T>(int count, TimeSpan? patience = null) =>
        Eventually.HoldsAsync(() => Messages<T>().Count >= count, $"{count} of {typeof(T).Name} arrived", patience);

    public Task<StoredSaga?> LoadAsync(string id) => Store.LoadAsync(new SagaKey("order", id), default);

    public async Task<OrderSaga> OrderAsync(string id) => JsonSerializer.Deserialize<OrderSaga>((await LoadAsync(id)).ShouldNotBeNull().Document.Span)!;

    public Task LinesAsync(string id, int count) =>
        Eventually.HoldsAsync(async () => await LoadAsync(id) is not null && (await OrderAsync(id)).Lines == count, $"{id} has {count} lines");

    public Task StateAsync(string id, string state) =>
        Eventually.HoldsAsync(async () => (await LoadAsync(id))?.State == state, $"{id} is {state}");

    public ValueTask DisposeAsync() => Spine.DisposeAsync();

    private async Task ListenAsync()
    {
        var connector = Spine.Get<IReceiveEndpointConnector>();
        await connector.ConnectReceiveEndpoint("heard", (_, e) =>
        {
            Hear<OrderOpened>(e);
            Hear<LineAdded>(e);
            Hear<Fault<BreakOrder>>(e);
        }).Ready;
        await connector.ConnectReceiveEndpoint("orders", (context, e) =>
        {
            e.PrefetchCount = 50;
            e.ConcurrentMessageLimit = 50;
            e.ConfigureSaga<OrderSaga>(context);
        }).Ready;
        await connector.ConnectReceiveEndpoint("tasks", (context, e) => e.ConfigureSaga<TaskSaga>(context)).Ready;
    }

    private void Hear<T>(IReceiveEndpointConfigurator e)
        where T : class => e.Handler<T>(c =>
        {
            if (c.Headers.Get<string>("tenant") is { } tenant && c.Headers.Get<int>("weight") == 7)
                Tenants.Enqueue(tenant);
            Heard.Enqueue((c.MessageId!.Value, c.Message));
            return Task.CompletedTask;
        });
}
