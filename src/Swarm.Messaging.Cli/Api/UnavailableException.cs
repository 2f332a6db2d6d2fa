using Swarm.Messaging.Cli.Http;

namespace Swarm.Messaging.Cli.Api;

/// <summary>The host lives and cannot work now, as while its store stands still (503), or did not answer in the time there was. Whoever stays asks again: <see cref="PatientApi"/>.</summary>
internal sealed class UnavailableException(string message) : CliException(ExitCodes.NoHost, message)
{
    /// <summary>Without advice to try again.</summary>
    public string Cause => OutageAdvice.CauseIn(Message);
}
