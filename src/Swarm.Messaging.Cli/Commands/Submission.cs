using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>What <c>swarm submit</c> sends: a task or many, as bytes that the host will judge.</summary>
/// <param name="IsBulk">Whether it holds many.</param>
internal sealed record Submission(ReadOnlyMemory<byte> Body, bool IsBulk)
{
    /// <summary>The options as a SubmitTask; the payload goes as it was written.</summary>
    public static Submission Of(ParseResult parse, SubmitOptions options, ReadOnlyMemory<byte>? payload)
    {
        var settings = new RetrySettings { Preset = parse.GetValue(options.Retry), MaxAttempts = parse.GetValue(options.MaxAttempts) };
        var task = new SubmitTask
        {
            TaskId = parse.GetValue(options.Id),
            Client = parse.GetValue(options.Client),
            IdempotencyKey = parse.GetValue(options.Key),
            Kind = parse.GetValue(options.Kind),
            Operation = parse.GetValue(options.Operation),
            Rank = parse.GetValue(options.Rank),
            Priority = parse.GetValue(options.Priority),
            Retry = settings is { Preset: null, MaxAttempts: null } ? null : settings,
            TimeoutMs = (long?)parse.GetValue(options.Timeout)?.TotalMilliseconds,
            DeadlineMs = (long?)parse.GetValue(options.Deadline)?.TotalMilliseconds,
            Requires = parse.GetValue(options.Requires) is { Length: > 0 } requires ? requires : null,
            Labels = Labels(parse.GetValue(options.Label)),
            Payload = payload is { } json ? JsonElement.Parse(json.Span) : null,
        };
        return new(JsonSerializer.SerializeToUtf8Bytes(task, Terminal.CliJson.Line), IsBulk: false);
    }

    /// <summary>A file is one task, a list of tasks, or <c>{"tasks": [...]}</c>. What it is beyond that, the host judges.</summary>
    public static Submission OfFile(byte[] bytes)
    {
        var start = bytes.AsSpan().IndexOfAnyExcept(" \t\r\n"u8);
        if (start >= 0 && bytes[start] == '[')
            return new((byte[])[.. "{\"tasks\":"u8, .. bytes, .. "}"u8], IsBulk: true);
        return new(bytes, IsBulk: HasTasks(bytes));
    }

    /// <summary>
    /// As many commands as the host's bound for one asks for, each with its part of the tasks as they are written; itself where it is small enough,
    /// or is none: then the host says why.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Parts(int most)
    {
        if (!IsBulk || ParsedBody.Of(Body) is not { Fault: null } parsed || !PayloadRules.TryGet(parsed.Message, "tasks", out var tasks)
            || tasks.ValueKind != JsonValueKind.Array || tasks.GetArrayLength() <= most
            || parsed.Message.EnumerateObject().DistinctBy(f => f.Name, StringComparer.Ordinal).Count() < parsed.Message.GetPropertyCount())
            return [Body];
        return [.. tasks.EnumerateArray().Chunk(most).Select(part => (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(With(parsed.Message, part)))];
    }

    /// <summary>What stands beside the tasks goes with each part.</summary>
    private static Dictionary<string, object> With(JsonElement message, JsonElement[] part) =>
        message.EnumerateObject().ToDictionary(f => f.Name, f => f.Name == "tasks" ? (object)part : f.Value, StringComparer.Ordinal);

    private static bool HasTasks(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("tasks"u8))
                    return true;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON: sent as it is, so that the refusal is the host's and is kept among the rejected.
        }

        return false;
    }

    private static Dictionary<string, string>? Labels(string[]? labels) => labels is not { Length: > 0 } ? null
        : labels.Select(l => l.Split('=', 2)).ToDictionary(l => l[0], l => l[1], StringComparer.Ordinal);
}
