using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Repository;

internal sealed class OrderSaga : IStoredSagaInstance
{
    public Guid CorrelationId { get; set; }

    public string Id { get; set; } = "";

    public string CurrentState { get; set; } = "";

    public string Client { get; set; } = "acme";

    public DateTimeOffset ChangedAt { get; set; }

    public int Lines { get; set; }

    public int Notes { get; set; }
}

/// <summary>Orders are named by strings, parcels by their Guid: the same machine shows both.</summary>
internal sealed class OrderDefinition : SagaDefinition<OrderSaga>
{
    private static readonly Guid Namespace = new("5f0f5c86-9d7a-4f66-8c6a-2c8b4a9d7e11");

    private static readonly JsonSerializerOptions Options = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    public override string Type => "order";

    public override int SchemaVersion => 1;

    protected override JsonTypeInfo<OrderSaga> Json => (JsonTypeInfo<OrderSaga>)Options.GetTypeInfo(typeof(OrderSaga));

    public static Guid Correlation(string id) => NameGuid.Create(Namespace, id);

    public override OrderSaga Create(string id) =>
        new() { Id = id, CorrelationId = Guid.TryParseExact(id, "N", out var guid) ? guid : Correlation(id) };

    public override TimeSpan? Retention(string state) => null;

    public override object EventOf(DueTimer timer) => throw new NotSupportedException();

    public override bool Creates(object sagaEvent) => sagaEvent is OpenOrder;

    public override string? IdOf(object message) => (message as IOrderMessage)?.OrderId;
}
