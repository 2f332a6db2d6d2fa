using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Hosting;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Agents;

/// <summary>
/// Hears <c>agent_registered</c> and <c>wasm_instance_registered</c> on the routing channel. From an outside program, which has written its document
/// to <c>swarm:agents</c> or <c>swarm:wasm-instances</c>, it makes the agent, or the instance, known under the standard name of its queue; from another host of ours it only refreshes what is kept in memory. Several hosts
/// that hear the same make the same of it.
/// </summary>
internal sealed partial class AgentAnnouncements(
    IChannels channels,
    AgentProjection documents,
    AgentCommands agents,
    AgentDirectory directory,
    RejectedInputLog rejected,
    ChannelRefusals refusals,
    HostIdentity host,
    SwarmOptions options,
    ILogger<AgentAnnouncements> log) : IHostedService
{
    public const string InstanceRegistered = "wasm_instance_registered";

    /// <summary>Instances of outside programs take so many tasks unless they say otherwise.</summary>
    private const int InstanceCapacity = 20;

    private IAsyncDisposable? subscription;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        subscription = await channels.SubscribeAsync(AgentChannel.Name, HearAsync, cancellationToken).ConfigureAwait(false);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (subscription is not null)
            await subscription.DisposeAsync().ConfigureAwait(false);
    }

    private async Task HearAsync(ReadOnlyMemory<byte> message)
    {
        if (refusals.Read(AgentChannel.Name, message) is not { } said || Text(said, "type") is not { } type || type is not (AgentChannel.Registered or InstanceRegistered))
            return;
        if (Text(said, "hostId") is { } sender)
        {
            if (sender != host.HostId)
                await directory.RefreshAsync(CancellationToken.None).ConfigureAwait(false);
            return;
        }

        if ((Text(said, "agentId") ?? Text(said, "instanceId") ?? Text(said, "id")) is { } id)
            await TakeAsync(id, type == InstanceRegistered).ConfigureAwait(false);
        else
            refusals.Add(AgentChannel.Name, $"{type}.{(type == InstanceRegistered ? "instanceId" : "agentId")}", null, "A text, required: the field of the hash that has the document.");
    }

    private async Task TakeAsync(string id, bool isInstance)
    {
        var key = isInstance ? AgentProjection.Instances : AgentProjection.Key;
        if (await documents.ReadAsync(key, id, CancellationToken.None).ConfigureAwait(false) is not { } document)
        {
            NoDocument(id, key);
            return;
        }

        var found = new List<Violation>();
        if (Meant(AgentDocument.Read(id, document, found), isInstance) is { } command && found.Count == 0
            && AgentRules.Define(command, options.Broker is not null, found) is { } agent)
        {
            if (await agents.RegisterAsync(agent, command.Instance, CancellationToken.None).ConfigureAwait(false) is CommandRejected refused)
                Refused(id, refused.Message);
            return;
        }

        var refusal = CommandRules.Reject(nameof(RegisterAgent), null, found);
        Refused(id, refusal.Message);
        await rejected.AddAsync(refusal, document, new CommandOrigin($"channel:{AgentChannel.Name}"), CancellationToken.None).ConfigureAwait(false);
    }

    private static RegisterAgent? Meant(RegisterAgent? command, bool isInstance) =>
        isInstance && command is not null ? command with { Type = AgentWords.Wasm, MaxCapacity = command.MaxCapacity ?? InstanceCapacity } : command;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId} was announced, but the hash {Key} has no document of it: it must be written first")]
    private partial void NoDocument(string agentId, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId} was announced and could not be taken: {Reason}")]
    private partial void Refused(string agentId, string reason);
}
