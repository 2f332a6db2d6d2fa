namespace Swarm.Messaging.Cli.Api;

/// <summary>The host lives and cannot work now, as while its store stands still (503). Whoever stays asks again: <see cref="PatientApi"/>.</summary>
internal sealed class UnavailableException(string message) : CliException(ExitCodes.NoHost, message);
