using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tasks;

/// <summary>Exactly one is set.</summary>
internal sealed record JudgedSubmission(TaskOrder? Order, CommandRejected? Rejected);

/// <summary>Judges a submission: every broken rule at once, or the order it makes with all defaults filled in. Pure.</summary>
internal sealed partial class SubmissionRules(TaskPolicies policies, IOptions<TaskOptions> options, IOptions<RetryOptions> retries)
{
    /// <summary>Whose a task is that names no client.</summary>
    public const string DefaultClient = "default";

    public const int MaxKeyLength = 256;
    public const int MaxTags = 16;
    public const int MaxLabels = 16;
    public const long MaxTimeoutMs = 86_400_000;
    public const long MaxDeadlineMs = 30L * 86_400_000;

    public JudgedSubmission Judge(Submission submission)
    {
        submission = submission with { Command = submission.Command with { Operation = submission.Command.Type ?? submission.Command.Operation } };
        var command = submission.Command;
        var found = new List<Violation>();
        var warnings = new List<string>();
        CommandRules.CheckId(command.TaskId, "taskId", required: false, found, made: submission.IsMade || submission.Origin is not null);
        if (command.Client != DefaultClient || submission is { IsMade: false, Origin: null })
            CommandRules.CheckClient(command.Client, "client", found);
        if (command.IdempotencyKey is { } key && key.Length is 0 or > MaxKeyLength)
            found.Add(new("idempotencyKey", Cut(key), $"1 to {MaxKeyLength} characters."));
        else
            CommandRules.CheckPrintable(command.IdempotencyKey, "idempotencyKey", found);
        CheckNumbers(command, found);
        CheckTags(command.Requires, found);
        CheckLabels(command.Labels, found);
        var retry = RetryOf(command, found);
        var payload = PayloadOf(command.Payload, found);
        if (!submission.IsMade)
            found.AddRange(policies.JudgeKind(command.Kind));
        found.AddRange(policies.Judge(command.Kind, command.Operation, command.Payload));
        if (command is { Rank: not null, Priority: not null })
            warnings.Add($"rank_and_priority: both are given; the rank {command.Rank} counts, the priority {Cut(command.Priority)} does not.");
        var rank = command.Rank ?? Priorities.Rank(command.Priority, warnings);
        if (found.Count > 0)
            return new(null, CommandRules.Reject(nameof(SubmitTask), command.TaskId, found));
        return new(Order(submission, rank, retry!, payload, warnings), null);
    }

    private TaskOrder Order(Submission submission, int rank, RetryPolicy retry, ReadOnlyMemory<byte>? payload, List<string> warnings)
    {
        var command = submission.Command;
        var client = command.Client ?? DefaultClient;
        var order = new TaskOrder
        {
            TaskId = command.TaskId ?? (command.IdempotencyKey is { } key ? SubmissionIds.Derive(client, key) : $"t-{Guid.CreateVersion7():N}"),
            RequestedId = command.TaskId,
            Client = client,
            Kind = command.Kind!,
            Operation = command.Operation!,
            Payload = payload,
            Tags = [.. command.Requires ?? [], .. submission.Needs ?? []],
            Rank = rank,
            Retry = retry,
            Course = policies.For(command.Kind!).Begin(command, rank, warnings, submission.BatchId),
            Timeout = command.TimeoutMs is { } ms ? TimeSpan.FromMilliseconds(ms) : options.Value.ExecutionTimeout,
            Fingerprint = "",
            IdempotencyKey = command.IdempotencyKey,
            Deadline = command.DeadlineMs is { } deadline ? TimeSpan.FromMilliseconds(deadline) : null,
            Labels = command.Labels is { Count: > 0 } ? command.Labels : null,
            ReplyTo = command.NotifyEnd == true ? submission.ReplyTo : null,
            Origin = submission.Origin,
            Hold = submission.Hold is { Blocks: true } or { Collects: true } ? submission.Hold : null,
            BatchId = submission.BatchId,
            IsScheduled = submission.IsScheduled,
            Warnings = warnings,
        };
        var canonical = order.Payload is { } json ? CanonicalJson.Of(json) : (ReadOnlyMemory<byte>?)null;
        var isOrdered = canonical is null || canonical.Value.Equals(order.Payload!.Value);
        order = order with { Fingerprint = FingerprintOf(order, canonical), FormerFingerprint = isOrdered ? null : FingerprintOf(order, order.Payload) };
        return submission.Stored is { } stored ? order with { Payload = JsonSerializer.SerializeToUtf8Bytes(stored) } : order;
    }

    private static string FingerprintOf(TaskOrder order, ReadOnlyMemory<byte>? content)
    {
        // The deadline of a node is what is left of its run's time whenever it is asked for.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(
            $"{order.Client}\n{order.Kind}\n{order.Operation}\n{order.Rank}\n{order.Timeout.Ticks}\n{(order.Origin is null ? order.Deadline?.Ticks : null)}\n{order.Retry.Preset}\n{order.Retry.MaxAttempts}\n{string.Join('\n', order.Tags)}\n"));
        if (order.Hold is { Blocks: true } hold)
            hash.AppendData(Encoding.UTF8.GetBytes($"{string.Join('\n', hold.Dependencies)}\n\n{string.Join('\n', hold.Approvals)}\n"));
        if (content is { } payload)
            hash.AppendData(payload.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    /// <summary>Written anew without white space: equal content makes equal bytes.</summary>
    private static ReadOnlyMemory<byte>? PayloadOf(JsonElement? payload, List<Violation> found)
    {
        if (payload is not { ValueKind: not JsonValueKind.Undefined } json)
            return null;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(json);
        CheckPayload(json, bytes, found);
        return bytes;
    }

    /// <summary>What can be stored and carried on.</summary>
    public static void CheckPayload(JsonElement json, ReadOnlySpan<byte> bytes, List<Violation> found)
    {
        if (bytes.Length > TaskOptions.MaxPayloadBytes)
            found.Add(new("payload", $"{bytes.Length} bytes", $"At most {TaskOptions.MaxPayloadBytes} bytes of JSON; put more somewhere else and send a reference.", "too_large"));
        if (!JsonDepth.Fits(bytes))
            found.Add(new("payload", PayloadRules.Show(json), $"JSON of at most {JsonDepth.Most} levels: a deeper one cannot be carried. Flatten it, or send it as a text.", "too_deep"));
    }

    private static void CheckNumbers(SubmitTask command, List<Violation> found)
    {
        if (command.Rank is < 0 or > 100)
            found.Add(new("rank", command.Rank.ToString(), "A whole number from 0 (best) to 100 (worst)."));
        if (command.TimeoutMs is < 1 or > MaxTimeoutMs)
            found.Add(new("timeoutMs", command.TimeoutMs.ToString(), $"A whole number of milliseconds from 1 to {MaxTimeoutMs}."));
        if (command.DeadlineMs is < 1 or > MaxDeadlineMs)
            found.Add(new("deadlineMs", command.DeadlineMs.ToString(), $"A whole number of milliseconds from 1 to {MaxDeadlineMs} (30 days)."));
    }

    private static void CheckTags(IReadOnlyList<string>? tags, List<Violation> found)
    {
        if (tags is null)
            return;
        if (tags.Count > MaxTags)
            found.Add(new("requires", $"{tags.Count} entries", $"At most {MaxTags} entries."));
        for (var i = 0; i < tags.Count; i++)
        {
            if (tags[i] is null || !Tag().IsMatch(tags[i]))
                found.Add(new($"requires[{i}]", Cut(tags[i]), "1 to 64 characters of A-Z a-z 0-9 . _ : -"));
        }
    }

    private static void CheckLabels(IReadOnlyDictionary<string, string>? labels, List<Violation> found)
    {
        if (labels is null)
            return;
        if (labels.Count > MaxLabels)
            found.Add(new("labels", $"{labels.Count} entries", $"At most {MaxLabels} entries."));
        foreach (var (name, value) in labels)
        {
            if (name.Length is 0 or > 64 || value is null || value.Length > 256)
                found.Add(new($"labels.{Cut(name)}", Cut(value), "A name of 1 to 64 and a value of at most 256 characters."));
        }
    }

    private RetryPolicy? RetryOf(SubmitTask command, List<Violation> found)
    {
        var policy = retries.Value.ForKind(command.Kind ?? "");
        if (command.Retry is not { } settings)
            return policy;
        if (settings.Preset is { } preset)
        {
            if (retries.Value.Find(preset) is { } named)
                policy = named;
            else
                found.Add(new("retry.preset", Cut(preset), $"One of {string.Join(", ", RetryPresets.Names)}."));
        }

        if (settings.MaxAttempts is not { } attempts)
            return policy;
        if (attempts is < 1 or > 100)
            found.Add(new("retry.maxAttempts", attempts.ToString(), "Executions in total, from 1 to 100."));
        return policy.WithMaxAttempts(attempts);
    }

    private static string? Cut(string? text) => text is { Length: > 100 } ? text[..100] + "..." : text;

    [GeneratedRegex("^[A-Za-z0-9._:-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}
