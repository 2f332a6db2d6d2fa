using Microsoft.Extensions.Options;
using Swarm.Messaging.Redis.Sagas;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Cli.Http;

/// <summary>A signed call counts once only while the store remembers it: at least for as long as its signature is good.</summary>
internal sealed class HookMemory(IOptions<RedisSagaStoreOptions> store) : IValidateOptions<WorkflowOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkflowOptions options) =>
        options.WebhookSecret is not null && store.Value.InboxHorizon < HookSignature.Good
            ? ValidateOptionsResult.Fail(
                $"Workflows:WebhookSecret is set, so that signed calls of triggers are good for {HookSignature.Good}, and RedisSagaStoreOptions.InboxHorizon is {store.Value.InboxHorizon}: a call sent again after that would count twice. Set InboxHorizon to {HookSignature.Good} or more (default 06:00:00), or leave Workflows:WebhookSecret out.")
            : ValidateOptionsResult.Success;
}
