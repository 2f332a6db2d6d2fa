using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>A certificate that nobody trusts until told to, as files for a server.</summary>
internal sealed class SelfSigned : IDisposable
{
    private readonly TempFolder folder = new("tls");

    public SelfSigned(string host)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    public string Certificate => folder.Combine("certificate.pem");

    public string Key => folder.Combine("key.pem");

    public void Dispose() => folder.Dispose();
}
