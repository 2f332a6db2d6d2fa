using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Distribution.Sessions;

/// <summary>How the lives of sessions are stored.</summary>
internal sealed class SessionDefinitions : SagaDefinition<SessionSaga>
{
    public const string TypeName = "session";

    private static readonly Guid Namespace = new("d7f1c7f5-0b52-4b60-8f0e-6f0c0a4f9d31");

    public override string Type => TypeName;

    public override int SchemaVersion => 1;

    protected override JsonTypeInfo<SessionSaga> Json => SessionJson.Default.SessionSaga;

    public static Guid Correlation(string id) => NameGuid.Create(Namespace, $"{TypeName}:{id}");

    public override SessionSaga Create(string id) => new() { Id = id, CorrelationId = Correlation(id), CurrentState = "Initial" };

    public override TimeSpan? Retention(string state) => state == nameof(SessionStateMachine.Removed) ? TimeSpan.FromHours(24) : null;

    public override bool Creates(object sagaEvent) => sagaEvent is SessionOpened;

    public override string? IdOf(object message) => (message as ISessionNews)?.Change.SessionId;

    public override object EventOf(DueTimer timer) => throw new InvalidOperationException($"A session has no timer named {timer.Name}.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SessionSaga))]
internal sealed partial class SessionJson : JsonSerializerContext;
