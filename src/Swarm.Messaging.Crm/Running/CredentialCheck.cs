using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Crm.Running;

/// <summary>Says at the start that nobody's work can be done yet. The file is read again when it changes, so that it is no reason not to start.</summary>
internal sealed partial class CredentialCheck(CrmAgentOptions options, CredentialFile credentials, ILogger<CredentialCheck> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (credentials.IsEmpty())
            Empty(options.Credentials);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The credentials file {File} has no client: until it has, every task ends as no_credentials")]
    private partial void Empty(string file);
}
