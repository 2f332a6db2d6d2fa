using System.Text.Json;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Configuration;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Control;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Configuration;

/// <summary>The three ways in for a change of the configuration, each by a signed message that everybody on the channel can see.</summary>
internal sealed class ConfigurationControl(ControlMessages control, ConfigurationUpdates updates, IChannels channels)
{
    /// <summary>Carries <c>config_update</c>, among others.</summary>
    public const string Channel = "swarm:phase-5:coordination";

    /// <summary>An operator's change, by HTTP: signed here.</summary>
    /// <param name="by">Who, for the log.</param>
    /// <returns><see cref="ConfigurationUpdated"/> or <see cref="CommandRejected"/>.</returns>
    public async Task<object> ChangeAsync(string section, IReadOnlyDictionary<string, JsonElement> values, string by, CancellationToken cancellation)
    {
        if (!control.CanSign)
            return Refused(new ControlVerdict.Refused("no_key", ControlMessages.NoKey));
        var signed = control.Sign(new UpdateConfiguration { Section = section, Values = values, By = by });
        return await HandleAsync(JsonElement.Parse(signed.Span), "http", cancellation).ConfigureAwait(false);
    }

    /// <summary>A signed message from a queue. What it changes is told to the channel, too.</summary>
    public async Task<object> HandleAsync(JsonElement message, string source, CancellationToken cancellation)
    {
        var verdict = await control.JudgeAsync(message, source, cancellation).ConfigureAwait(false);
        if (verdict is ControlVerdict.Refused refused)
            return Refused(refused);
        var answer = await ApplyAsync(message, source, cancellation).ConfigureAwait(false);
        if (answer is ConfigurationUpdated)
        {
            control.ExpectEcho(message, Channel);
            await channels.PublishAsync(Channel, JsonSerializer.SerializeToUtf8Bytes(message), cancellation).ConfigureAwait(false);
        }

        return answer;
    }

    /// <summary>A signed message from the channel, which brings it to every host: the first one acts, the store tells the others.</summary>
    public async Task HearAsync(JsonElement message, CancellationToken cancellation)
    {
        if (await control.JudgeAsync(message, Channel, cancellation).ConfigureAwait(false) is ControlVerdict.Accepted { First: true })
            await ApplyAsync(message, Channel, cancellation).ConfigureAwait(false);
    }

    private Task<object> ApplyAsync(JsonElement message, string source, CancellationToken cancellation) => updates.ApplyAsync(
        PayloadRules.TryGet(message, "section", out var section) && section.ValueKind == JsonValueKind.String ? section.GetString() : null,
        PayloadRules.TryGet(message, "values", out var values) && values.ValueKind == JsonValueKind.Object
            ? JsonFieldMap.Of(values)
            : null,
        $"{(PayloadRules.TryGet(message, "by", out var by) ? PayloadRules.Cut(by.ToString()) : "somebody")} by {source}",
        cancellation);

    private static CommandRejected Refused(ControlVerdict.Refused refused) =>
        new() { Command = nameof(UpdateConfiguration), Code = refused.Code, Message = $"UpdateConfiguration was refused and changed nothing: {refused.Reason}" };
}
