using System.Text.Json;

namespace Swarm.Messaging.Worker.Running;

/// <summary>What is wrong with a payload, in the words of whoever wrote it.</summary>
internal static class PayloadMisfit
{
    public static WorkerTaskException Of<TPayload>(string type, JsonException misfit)
    {
        var at = "payload" + (misfit.Path ?? "$")[1..];
        var fields = typeof(TPayload).GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));
        var why = misfit.Message.Contains("could not be mapped", StringComparison.Ordinal)
            ? $"{at} is not a field here; {type} has {string.Join(", ", fields)}"
            : $"{at} has a value of another kind than {type} takes there";
        return new WorkerTaskException("invalid_payload", why + ".", retryable: false);
    }
}
