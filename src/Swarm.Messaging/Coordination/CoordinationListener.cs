using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Control;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Coordination;

/// <summary>What the channel asks of us: how the system is, a change of the configuration, the end of all hosts.</summary>
internal sealed partial class CoordinationListener(
    IChannels channels, ConfigurationControl configuration, ControlMessages control, CoordinatorStatus status, ICoordinatorStore store,
    CoordinationChannel channel, ChannelRefusals refusals, IHostApplicationLifetime lifetime, ILogger<CoordinationListener> log) : IHostedService
{
    private const int LongestRequestId = 128;

    /// <summary>One host answers; the same request id again is answered after this time.</summary>
    private static readonly TimeSpan Answered = TimeSpan.FromSeconds(60);

    private IAsyncDisposable? subscription;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        subscription = await channels.SubscribeAsync(CoordinationNames.Channel, HearAsync, cancellationToken).ConfigureAwait(false);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (subscription is not null)
            await subscription.DisposeAsync().ConfigureAwait(false);
    }

    private Task HearAsync(ReadOnlyMemory<byte> body) => TypeOf(body.Span) switch
    {
        "system_status_request" => AnswerAsync(body),
        "config_update" => ParsedBody.Of(body) is { Malformed: null } parsed
            ? configuration.HearAsync(parsed.Message, CancellationToken.None)
            : control.JudgeAsync(body, CoordinationNames.Channel, CancellationToken.None),
        "emergency_shutdown" => ShutDownAsync(body),
        null => Refuse(body),
        _ => Task.CompletedTask, // our own news, mostly
    };

    private Task Refuse(ReadOnlyMemory<byte> body)
    {
        refusals.Read(CoordinationNames.Channel, body);
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(ReadOnlyMemory<byte> body)
    {
        var parsed = ParsedBody.Of(body);
        if (parsed.Fault is not null || !PayloadRules.TryGet(parsed.Message, "requestId", out var id)
            || id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number) || id.ToString() is not { Length: > 0 and <= LongestRequestId } requestId)
        {
            Refuse(parsed);
            return;
        }

        if (!await store.ClaimAsync($"status:{requestId}", Answered, CancellationToken.None).ConfigureAwait(false))
            return;
        var report = await status.LookAsync(CancellationToken.None).ConfigureAwait(false);
        await channel.TellAsync(new(CoordinationNames.Channel, "system_status_response", new
        {
            requestId = id, report.Coordinator, report.Routing, report.Pool, report.Errors, report.Uptime, report.Memory, report.Timestamp,
        }), CancellationToken.None).ConfigureAwait(false);
    }

    private void Refuse(ParsedBody request)
    {
        var fault = request.Fault ?? new Violation(
            "requestId", PayloadRules.TryGet(request.Message, "requestId", out var given) ? PayloadRules.Show(given) : null,
            $"A text of 1 to {LongestRequestId} characters or a number, required: the answer bears it.");
        refusals.Add(CoordinationNames.Channel, $"system_status_request.{fault.Field}", fault.Value, fault.Rule);
    }

    private async Task ShutDownAsync(ReadOnlyMemory<byte> body)
    {
        if (await control.JudgeAsync(body, CoordinationNames.Channel, CancellationToken.None).ConfigureAwait(false) is not ControlVerdict.Accepted accepted)
            return;
        Stopping(
            PayloadRules.TryGet(accepted.Message, "by", out var by) ? PayloadRules.Cut(by.ToString()) : "somebody",
            PayloadRules.TryGet(accepted.Message, "reason", out var reason) ? PayloadRules.Cut(reason.ToString()) : "no reason given");
        lifetime.StopApplication();
    }

    /// <summary>Without taking the whole apart: every task of every host passes here.</summary>
    private static string? TypeOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                    continue;
                var isType = reader.ValueTextEquals("type"u8);
                reader.Read();
                if (isType)
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Refused by whoever asked.
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Emergency shutdown by {Who}: {Reason}. This host takes nothing more, lets running work end and stops")]
    private partial void Stopping(string who, string reason);
}
