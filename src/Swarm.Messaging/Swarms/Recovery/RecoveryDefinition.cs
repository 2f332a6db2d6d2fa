using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Swarms.Recovery;

/// <summary>How recoveries are stored.</summary>
internal sealed class RecoveryDefinition : SagaDefinition<RecoverySaga>
{
    public const string TypeName = "swarm-recovery";

    private static readonly Guid Namespace = new("8c1f3c0e-2f57-45b9-8f0b-5d1f6f6e0a77");

    public override string Type => TypeName;

    public override int SchemaVersion => 1;

    protected override JsonTypeInfo<RecoverySaga> Json => RecoveryJson.Default.RecoverySaga;

    public static Guid Correlation(string id) => NameGuid.Create(Namespace, $"{TypeName}:{id}");

    public override RecoverySaga Create(string id) => new() { Id = id, CorrelationId = Correlation(id), CurrentState = "Initial" };

    public override TimeSpan? Retention(string state) =>
        state is nameof(RecoveryStateMachine.Recovered) or nameof(RecoveryStateMachine.Abandoned) or nameof(RecoveryStateMachine.CalledOff) ? TimeSpan.FromHours(24) : null;

    public override bool Creates(object sagaEvent) => sagaEvent is SwarmInterrupted or RecoveryWanted;

    public override string? IdOf(object message) => (message as IRecoveryEvent)?.SwarmId;

    public override object EventOf(DueTimer timer) => timer.Name switch
    {
        RecoveryVerbs.BeginTimer => new RecoveryDue(timer.Key.Id),
        RecoveryVerbs.AskTimer => new RecoveryAskDue(timer.Key.Id),
        RecoveryVerbs.LimitTimer => new RecoveryTimedOut(timer.Key.Id),
        _ => throw new InvalidOperationException($"A recovery has no timer named {timer.Name}."),
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecoverySaga))]
internal sealed partial class RecoveryJson : JsonSerializerContext;
