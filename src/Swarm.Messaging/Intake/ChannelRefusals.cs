using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Intake;

/// <summary>
/// Anybody may write to a channel, and nobody is answered there: what cannot be acted on is told in the log, with field, value and rule. A
/// flood is not: of each channel so many lines a minute, the next one counts what it follows.
/// </summary>
internal sealed partial class ChannelRefusals(TimeProvider time, ILogger<ChannelRefusals> log)
{
    public const int MostEachMinute = 60;

    private const int Shown = 100;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Tally> tallies = new(StringComparer.Ordinal);

    /// <summary>The message as an object with a text <c>type</c>; null, and told, when it is something else.</summary>
    /// <param name="field">What names a message on this channel.</param>
    public JsonElement? Read(string channel, ReadOnlyMemory<byte> body, string field = "type")
    {
        var parsed = ParsedBody.Of(body);
        if (parsed.Fault is { } fault)
        {
            Add(channel, fault.Field, fault.Value ?? Begin(body), fault.Rule);
            return null;
        }

        if (PayloadRules.TryGet(parsed.Message, field, out var name) && name is { ValueKind: JsonValueKind.String } && name.GetString() is { Length: > 0 })
            return parsed.Message;
        Add(channel, field, name.ValueKind == JsonValueKind.Undefined ? null : PayloadRules.Show(name), $"A text, required: without it nobody knows what it is. It begins: {Begin(body)}");
        return null;
    }

    /// <param name="value">As it was given; null when it is missing.</param>
    public void Add(string channel, string field, string? value, string rule)
    {
        long before;
        lock (gate)
        {
            var (now, tally) = (time.GetTimestamp(), tallies.GetValueOrDefault(channel));
            if (tally is null || time.GetElapsedTime(tally.Since, now) >= Minute)
                tallies[channel] = tally = new Tally(now, tally?.Silent ?? 0);
            if (++tally.Told > MostEachMinute)
            {
                tally.Silent++;
                return;
            }

            (before, tally.Silent) = (tally.Silent, 0);
        }

        if (before > 0)
            Flood(before, channel, MostEachMinute);
        Refused(channel, field, value is null ? "missing" : $"'{PayloadRules.Cut(value)}'", rule.ReplaceLineEndings(" "));
    }

    private static string Begin(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, Shown)]).ReplaceLineEndings(" ");

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message on the channel {Channel} was refused and changed nothing: {Field} is {Value}: {Rule}")]
    private partial void Refused(string channel, string field, string value, string rule);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} messages more on the channel {Channel} were refused and are not told: at most {Most} are each minute")]
    private partial void Flood(long count, string channel, int most);

    private sealed class Tally(long since, long silent)
    {
        public long Since => since;

        public int Told { get; set; }

        public long Silent { get; set; } = silent;
    }
}
