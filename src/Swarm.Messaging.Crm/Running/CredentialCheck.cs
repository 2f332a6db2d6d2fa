using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Crm.Running;

/// <summary>
/// Says at the start that nobody's work can be done yet. The file is read again when it changes, so that it is no reason not to start; one that cannot be read is, unless it can a moment later:
/// somebody was writing it.
/// </summary>
internal sealed partial class CredentialCheck(CrmAgentOptions options, CredentialFile credentials, TimeProvider time, ILogger<CredentialCheck> log) : IHostedService
{
    private const int Reads = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var read = 1; ; read++)
        {
            try
            {
                if (credentials.IsEmpty())
                    Empty(options.Credentials);
                return;
            }
            catch (InvalidDataException) when (read < Reads)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The credentials file {File} has no client: until it has, every task ends as no_credentials")]
    private partial void Empty(string file);
}
