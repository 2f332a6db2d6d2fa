using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>How the lives of swarms are stored.</summary>
internal sealed class SwarmSagaDefinition : SagaDefinition<SwarmSaga>
{
    public const string TypeName = "swarm";

    private static readonly Guid Namespace = new("5b0f7f0c-6a53-4f36-9a3f-0d7e6a1c2b90");

    public override string Type => TypeName;

    public override int SchemaVersion => 1;

    protected override JsonTypeInfo<SwarmSaga> Json => SwarmSagaJson.Default.SwarmSaga;

    public static Guid Correlation(string id) => NameGuid.Create(Namespace, $"{TypeName}:{id}");

    public override SwarmSaga Create(string id) => new() { Id = id, CorrelationId = Correlation(id), CurrentState = "Initial" };

    public override TimeSpan? Retention(string state) => state == nameof(SwarmStateMachine.Removed) ? TimeSpan.FromHours(24) : null;

    public override bool Creates(object sagaEvent) => sagaEvent is SwarmOpened;

    public override string? IdOf(object message) => (message as ISwarmNews)?.News.SwarmId;

    public override object EventOf(DueTimer timer) => throw new InvalidOperationException($"A swarm has no timer named {timer.Name}.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SwarmSaga))]
internal sealed partial class SwarmSagaJson : JsonSerializerContext;
