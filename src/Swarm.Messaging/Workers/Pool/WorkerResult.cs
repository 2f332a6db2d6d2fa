using System.Text.Json;
using System.Text.Unicode;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Workers.Pool;

/// <summary>
/// What a worker gave as a result, judged as a submission is: what could not be written again must not leave the pool. The next attempt would
/// give the same, so it is a failure for good.
/// </summary>
internal static class WorkerResult
{
    /// <summary>The report and its envelope put four levels round it.</summary>
    private const int MaxDepth = ParsedBody.MaxDepth - 4;

    public static WorkerOutcome Judge(byte[] result)
    {
        // The size is judged where the task ends.
        if (result.Length > TaskOptions.MaxPayloadBytes || Fault(result) is not { } fault)
            return new WorkerOutcome.Completed(result);
        return new WorkerOutcome.Failed(FailureCodes.Invalid, fault, Retryable: false);
    }

    private static string? Fault(ReadOnlySpan<byte> result)
    {
        if (!Utf8.IsValid(result))
            return "The result is not UTF-8.";
        var reader = new Utf8JsonReader(result, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                    _ = reader.GetString();
            }
        }
        catch (InvalidOperationException)
        {
            return "A text in the result has half of a surrogate pair (\\uD800 to \\uDFFF without its other half): it is no Unicode text.";
        }
        catch (JsonException e)
        {
            return $"The result is not JSON of at most {MaxDepth} levels: {e.Message}";
        }

        return null;
    }
}
