"""The sample seal: certificates that the system makes itself, PAdES signatures, and an image that says 样章."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from asn1crypto import cms, keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.content import RawContent, ResourceType
from pyhanko.pdf_utils.generic import DictionaryObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko.stamp import StaticContentStamp, StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from mediation.documents.papers.sealing import SealingFailed, Signature, Wanted
from mediation.documents.papers.sealing.drawing import DIAMETER, seal

log = logging.getLogger(__name__)
VALID_FOR = timedelta(days=365 * 20)
FIELD = "Seal"
# Room for a signature with its two certificates, and for a time stamp; said beforehand, none is made to be measured.
RESERVED, RESERVED_FOR_TIME = 6144, 20480
# Like ink on paper: what is printed below stays readable.
OVER = DictionaryObject({pdf_name("/Type"): pdf_name("/ExtGState"), pdf_name("/BM"): pdf_name("/Multiply")})
Key = ec.EllipticCurvePrivateKey


class SampleSeals:
    """Every organ gets a certificate of its own when it first seals, below one root of this site."""

    def seal(self, wanted: Wanted) -> bytes:
        """For each organ a PAdES signature (B-B; B-T where a time stamp is configured) with its sample seal."""
        file = wanted.pdf
        for place in range(len(wanted.seals)):
            file = self._signed(file, wanted, place)
        return file

    def _signed(self, file: bytes, wanted: Wanted, place: int) -> bytes:
        """One organ's signature certifies that nothing is changed; of several the last covers the whole file."""
        own, alone = wanted.seals[place], len(wanted.seals) == 1
        field = FIELD if place == 0 else f"{FIELD}{place + 1}"
        image = RawContent(b"/Over gs " + seal(own.organ_name), box=BoxConstraints(DIAMETER, DIAMETER))
        image.set_resource(ResourceType.EXT_G_STATE, pdf_name("/Over"), OVER)
        pdf_signer = _AtGivenTime(
            wanted.at,
            signers.PdfSignatureMetadata(
                field_name=field,
                name=f"{own.organ_name}（样章）",
                reason=wanted.reason or None,
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                certify=alone,
                docmdp_permissions=fields.MDPPerm.NO_CHANGES if alone else fields.MDPPerm.FILL_FORMS,
            ),
            signer=_signer(own.organ_code, own.organ_name),
            timestamper=timestamps.HTTPTimeStamper(settings.TIMESTAMP_URL) if settings.TIMESTAMP_URL else None,
            stamp_style=_Packed(background=image, border_width=0) if own.box else None,
            new_field_spec=SigFieldSpec(field, on_page=own.page, box=own.box, readable_field_name="印章（样章）"),
        )
        try:
            writer = _SameFacts(BytesIO(file))
            return bytes(
                pdf_signer.sign_pdf(
                    writer, bytes_reserved=RESERVED + RESERVED_FOR_TIME * bool(settings.TIMESTAMP_URL)
                ).getvalue()
            )
        except (PdfError, OSError, ValueError) as fault:
            raise SealingFailed(str(fault)) from fault

    def collect(self, ticket: str) -> bytes | None:
        """It never gives a ticket."""
        raise SealingFailed(ticket)

    def signatures(self, pdf: bytes) -> list[Signature]:
        """What the signatures say; trusted means made below this site's own root."""
        try:
            found = PdfFileReader(BytesIO(pdf)).embedded_signatures
        except (PdfError, ValueError, KeyError):
            return []
        return [_said(signature, last=signature is found[-1]) for signature in found]


def _said(signature: Any, *, last: bool) -> Signature:
    """What holds of one signature; what was altered may fail to be read in any way, and is not intact."""
    name = ""
    try:
        root = x509.Certificate.load(_root()[0].public_bytes(serialization.Encoding.DER))
        name = str(signature.signer_cert.subject.native["common_name"])
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root], allow_fetching=False))
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE if last else status.docmdp_ok
        return Signature(name, bool(status.intact and whole), status.trusted, status.signer_reported_dt)
    except Exception as fault:
        log.info("a signature that cannot be read: %s", fault)
        return Signature(name, False, False)


class _Packed(StaticStampStyle):  # type: ignore[misc]
    """Outlines take a fifth of the room when they are compressed."""

    def create_stamp(self, writer: Any, box: Any, text_params: dict[str, Any]) -> Any:
        return _PackedStamp(writer=writer, style=self, box=box)


class _PackedStamp(StaticContentStamp):  # type: ignore[misc]
    def as_form_xobject(self) -> Any:
        form = super().as_form_xobject()
        form.compress()
        return form


class _SameFacts(IncrementalPdfFileWriter):  # type: ignore[misc]
    """What the paper says of itself, its maker and its day, stays as it is: a seal is no other edition."""

    def _update_meta(self) -> None:
        pass


class _AtGivenTime(signers.PdfSigner):  # type: ignore[misc]
    """Signs under the time that it is given, not under the clock's."""

    def __init__(self, at: datetime, *args: Any, **more: Any) -> None:
        self.at = at
        super().__init__(*args, **more)

    def init_signing_session(self, *args: Any, **more: Any) -> Any:
        session = super().init_signing_session(*args, **more)
        session.system_time = self.at
        return session


class _KeptKey(signers.SimpleSigner):  # type: ignore[misc]
    """Keeps the key ready, and its first signature as a pattern in which only digest and signature change.

    To parse the key and to write the certificates anew for every paper would cost more than the signature itself.
    """

    kept: Key
    pattern: tuple[bytes, bytes, bytes, bytes] | None = None

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self.kept.sign(data, ec.ECDSA(hashes.SHA256()))

    async def async_sign(self, data_digest: bytes, digest_algorithm: str, **how: Any) -> cms.ContentInfo:
        """By the pattern; a time stamp is asked for each time, so there is none with it."""
        if how.get("timestamper") is not None or self.pattern is None:
            made = await super().async_sign(data_digest, digest_algorithm, **how)
            if how.get("timestamper") is None:
                [told] = made["content"]["signer_infos"]
                self.pattern = made.dump(), told["signed_attrs"].untag().dump(), data_digest, told["signature"].native
            return made
        whole, stated, digest, signature = self.pattern
        stated = stated.replace(digest, data_digest)
        fresh = await self.async_sign_raw(stated, digest_algorithm)
        while len(fresh) != len(signature):  # of four signatures two are a byte longer or shorter
            fresh = await self.async_sign_raw(stated, digest_algorithm)
        return cms.ContentInfo.load(whole.replace(digest, data_digest).replace(signature, fresh))


@cache
def _signer(code: str, name: str) -> _KeptKey:
    own, key = _certificate(code, f"{name}（样章）", issuer=_root())
    store = SimpleCertificateStore()
    store.register(x509.Certificate.load(_root()[0].public_bytes(serialization.Encoding.DER)))
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = _KeptKey(
        x509.Certificate.load(own.public_bytes(serialization.Encoding.DER)), keys.PrivateKeyInfo.load(private), store
    )
    signer.kept = key
    return signer


@cache
def _root() -> tuple[certificates.Certificate, Key]:
    return _certificate("root", "信访事项办理系统（样章，不具有法律效力）")


def _certificate(
    code: str, name: str, issuer: tuple[certificates.Certificate, Key] | None = None
) -> tuple[certificates.Certificate, Key]:
    """The kept certificate and key, or new ones; nobody but the system may read the file."""
    file = Path(settings.VAR) / "seals" / f"{code}.pem"
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = file.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as pem:
            pem.write(_made(name, issuer))
        with suppress(FileExistsError):  # another worker was first
            os.link(fresh, file)
        fresh.unlink()
    pem_text = file.read_bytes()
    key = cast("Key", serialization.load_pem_private_key(pem_text, password=None))
    return certificates.load_pem_x509_certificate(pem_text), key


def _made(name: str, issuer: tuple[certificates.Certificate, Key] | None) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    began = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        certificates.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(certificates.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + VALID_FOR)
        .add_extension(certificates.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(
            certificates.KeyUsage(
                digital_signature=issuer is not None,
                content_commitment=issuer is not None,
                key_cert_sign=issuer is None,
                crl_sign=issuer is None,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(issuer[1] if issuer else key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + made.public_bytes(serialization.Encoding.PEM)
